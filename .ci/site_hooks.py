"""Hooks of the documentation's site: links out of docs/ lead to the repository.
They must not change what a page says.
"""

import posixpath
import re

SOURCE = "https://github.com/dagscope/dagscope/blob/main/"
LINK = re.compile(r"\]\((?!\w+:)([^)#\s]+)(#[^)\s]*)?\)")


def on_page_markdown(markdown, page, **_):
    """Point each relative link that leaves docs/ to GitHub."""
    folder = posixpath.join("docs", posixpath.dirname(page.file.src_uri))

    def outside(match):
        target = posixpath.normpath(posixpath.join(folder, match[1]))
        return match[0] if target.startswith("docs/") else f"]({SOURCE}{target}{match[2] or ''})"

    return LINK.sub(outside, markdown)
