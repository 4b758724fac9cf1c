"""What a node prints: floods, long lines, and the order of what Python and C write. Real processes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from dagscope.protocol import messages as m

from tests.engine.worker.client import Client, bad_node

Make = Callable[..., Path]


def test_a_million_printed_lines_are_kept_at_both_ends_and_every_other_one_counted(
    client: Client, project: Make
) -> None:
    client.build(project(flow=bad_node("for i in range(1_000_000): print('line', i)")), "flow")

    finished = client.run("bad", "good")

    outputs = [message.body for message in client.seen if isinstance(message.body, m.Output)]
    texts = [output.text for output in outputs]
    whole = "".join(f"line {i}\n" for i in range(1_000_000))
    first, last = "".join(texts)[: 256 * 1024], "".join(texts)[256 * 1024 :]
    assert "ok" == finished.status
    assert (whole[: 256 * 1024], whole[-256 * 1024 :]) == (first, last)
    assert len(whole) - 512 * 1024 == sum(output.dropped for output in outputs)


def test_prints_and_c_code_take_turns_in_order(client: Client, project: Make) -> None:
    body = "for i in range(400):\n    print('p', i)\n    os.write(1, b'c %d\\n' % i)"
    client.build(project(flow=bad_node(body, "import os")), "flow")

    client.run("bad", "good")

    assert "".join(f"p {i}\nc {i}\n" for i in range(400)) == client.output("bad")


def test_what_of_a_line_is_beyond_4_kb_is_counted_wherever_the_writes_end(client: Client, project: Make) -> None:
    body = "for _ in range(3): print('a' * 3000, end='')\nprint()\nprint('b' * 5000 + '\\nend')"
    client.build(project(flow=bad_node(body)), "flow")

    client.run("bad", "good")

    assert f"{'a' * 4096}\n{'b' * 4096}\nend\n" == client.output("bad")
    assert 9000 + 5000 - 2 * 4096 == sum(x.body.dropped for x in client.seen if isinstance(x.body, m.Output))


def test_characters_stay_whole_wherever_writes_and_reads_end(client: Client, project: Make) -> None:
    line = "\u20ac" * 60 + "\n"
    body = (
        f"for byte in {line!r}.encode(): sys.stdout.buffer.write(bytes([byte]))\n"
        f"subprocess.run([sys.executable, '-c', {f'import os; os.write(1, {line.encode()!r} * 1000)'!r}])\n"
        "os.write(1, bytes([0xE2, 0x82]))"
    )
    client.build(project(flow=bad_node(body, "import os, subprocess, sys")), "flow")

    client.run("bad")

    assert line * 1001 + "\ufffd" == client.output("bad"), "half a character is seen, at the end of the code"
