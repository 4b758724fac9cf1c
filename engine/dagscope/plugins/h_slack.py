"""A message to a Slack channel for each node that fails. It sends nothing else, and nothing of a run that goes well."""

from __future__ import annotations

import logging
import traceback
from typing import Any

from dagscope.execution.graph_functions import create_input_string
from dagscope.lifecycle.api import NodeExecutionHook
from dagscope.plugins.missing_library import missing_library

try:
    from slack_sdk import WebClient
except ImportError:
    WebClient = None

# Hooks are declared without a return annotation: that is how they differ from methods.
# mypy: disable-error-code="no-untyped-def"

logger = logging.getLogger(__name__)


class SlackNotifier(NodeExecutionHook):
    """Tells a channel of each node that fails.

    Args:
        api_key: The token of the app that posts.
        channel: Where it posts.
        **kwargs: More arguments of `slack_sdk.WebClient`.
    """

    def __init__(self, api_key: str, channel: str, **kwargs: Any) -> None:
        if WebClient is None:
            raise missing_library("h_slack", "slack_sdk")
        self.slack_client = WebClient(api_key, **kwargs)
        self.channel = channel
        self.kwargs = kwargs

    def _send_message(self, message: str) -> None:
        try:
            self.slack_client.chat_postMessage(channel=self.channel, text=message)
        except Exception as error:  # noqa: BLE001 - the node's own error matters more
            logger.warning("The message to the channel %s could not be sent: %s", self.channel, error)

    def run_before_node_execution(
        self,
        node_name: str,
        node_tags: dict[str, Any],
        node_kwargs: dict[str, Any],
        node_return_type: type,
        **future_kwargs: Any,
    ):
        """Post nothing before a node runs."""

    def run_after_node_execution(
        self,
        node_name: str,
        node_tags: dict[str, Any],
        node_kwargs: dict[str, Any],
        node_return_type: type,
        result: Any,
        error: Exception | None,
        success: bool,
        task_id: str | None,
        run_id: str,
        **future_kwargs: Any,
    ):
        """Post the error of a node that failed, with its inputs in short."""
        if not error:
            return
        trace = "".join(traceback.format_exception(type(error), error, error.__traceback__))
        facts = {
            "Error": str(error),
            "Run ID": run_id,
            "Task ID": task_id,
            "Return type": f"`{node_return_type}`",
            "Tags": f"`{node_tags}`",
            "Inputs": f"```{create_input_string(node_kwargs)}```",
            "Traceback": f"```\n{trace}```",
        }
        lines = [f"*The node `{node_name}` failed*", *(f"> *{name}:* {fact}" for name, fact in facts.items())]
        self._send_message("\n".join(lines))
