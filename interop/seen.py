"""What Parley shows of the calls that an emitter told it of, read through Parley's own API."""

from __future__ import annotations

import json
import time
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from typing import Any

from provider import text_of

CALLS = ("model_call", "embedding")
GROUPS = "llm,tool,chain,agent,prompt,other"


@dataclass
class Seen:
    """One counted call as Parley shows it; field by field the twin of provider.Served."""

    span: str
    dialect: str
    kind: str
    provider: str | None
    request_model: str | None
    response_model: str | None
    response_id: str | None
    input: int | None
    cached: int | None
    output: int | None
    reasoning: int | None
    system: str | None
    asked: str | None
    said: str | None
    tools: list[str]
    finish: str | None
    failed: bool
    conversation: str | None


@dataclass
class Picture:
    """Everything that is compared: the calls in their order, the runs of tools, and the sums."""

    calls: list[Seen] = field(default_factory=list)
    tool_runs: list[str] = field(default_factory=list)
    counted: int = 0
    input: int = 0
    output: int = 0
    conversations: dict[str, int] = field(default_factory=dict)


class Parley:
    """A running server, read from; every method may raise OSError when it does not answer."""

    def __init__(self, address: str) -> None:
        self._base = address.rstrip("/") + "/api/v1/parley"

    def _get(self, path: str, **parameters: Any) -> Any:
        query = urllib.parse.urlencode(parameters)
        with urllib.request.urlopen(f"{self._base}{path}?{query}", timeout=30) as response:
            return json.load(response)

    def spans(self) -> list[dict[str, Any]]:
        return list(self._get("/traces", limit=200, spanKind=GROUPS, sort="start", order="asc", **_window())["spans"])

    def settled(self, seconds: float = 20) -> list[dict[str, Any]]:
        """The spans once two looks see the same, or what there is when the time is up."""
        end = time.monotonic() + seconds
        before: list[dict[str, Any]] = []
        while time.monotonic() < end:
            now = self.spans()
            if now and now == before:
                return now
            before = now
            time.sleep(0.5)
        return before

    def picture(self) -> Picture:
        spans = sorted(self.settled(), key=lambda span: span["start"])
        picture = Picture()
        for span in spans:
            if span["kind"] in CALLS and span["role"] == "own":
                picture.calls.append(_seen(self._detail(span)))
            elif span["kind"] == "tool_call" and span["role"] != "duplicate":
                picture.tool_runs.append(_tool_run(self._detail(span)))
        overview = self._get("/overview", **_window())
        picture.counted = overview["spans"]["calls"]
        picture.input = overview["tokens"]["input"]
        picture.output = overview["tokens"]["output"]
        rows = self._get("/conversations", limit=50, **_window())["conversations"]
        picture.conversations = {row["id"]: row["calls"] for row in rows}
        return picture

    def _detail(self, span: dict[str, Any]) -> dict[str, Any]:
        return dict(self._get(f"/traces/{span['traceId']}/spans/{span['spanId']}", **_window()))


def _window() -> dict[str, int]:
    now = int(time.time() * 1000)
    return {"from": now - 3_600_000, "to": now + 3_600_000}


def _seen(span: dict[str, Any]) -> Seen:
    usage = span["usage"] or {}
    said = [part for message in span["output"] for part in message["parts"]]
    return Seen(
        span=span["name"],
        dialect=span["dialect"],
        kind=span["kind"],
        provider=span["provider"],
        request_model=span["requestModel"],
        response_model=span["responseModel"],
        response_id=span["responseId"],
        input=_sum(usage, "inputUncached", "cacheRead", "cacheWrite"),
        cached=usage.get("cacheRead"),
        output=_sum(usage, "output", "reasoning"),
        reasoning=usage.get("reasoning"),
        system=_text(_system(span)),
        asked=_asked(span["input"]),
        said=_text(part for part in said if part.get("type") == "text"),
        tools=[_call(part) for part in said if part.get("type") == "tool_call"],
        finish=span["finishReasons"][0] if span["finishReasons"] else None,
        failed=span["failure"] is not None,
        conversation=span["conversationId"],
    )


def _sum(usage: dict[str, Any], *names: str) -> int | None:
    known = [usage[name] for name in names if usage.get(name) is not None]
    return sum(known) if known else None


def _system(span: dict[str, Any]) -> list[dict[str, Any]]:
    messages = span["system"] + [m for m in span["input"] if m["role"] == "system"]
    return [part for message in messages[:1] for part in message["parts"]]


def _asked(messages: list[dict[str, Any]]) -> str | None:
    """The last message: what was asked, or what the tool told."""
    parts = messages[-1]["parts"] if messages else []
    return _text(parts)


def _text(parts: Any) -> str | None:
    texts = [text_of(part.get("response", part)) for part in parts]
    return "".join(texts) or None


def _call(part: dict[str, Any]) -> str:
    return f"{part.get('name')}({_arguments(part.get('arguments'))})"


def _tool_run(span: dict[str, Any]) -> str:
    tool = span["tool"] or {}
    result = tool.get("result")
    told = None if result is None else text_of(_value(result))
    return f"{tool.get('name')}({_arguments(tool.get('arguments'))}) = {told}"


def _arguments(arguments: Any) -> str:
    return json.dumps(_value(arguments), sort_keys=True)


def _value(value: Any) -> Any:
    """A value, also where it was sent as the text of its JSON."""
    if isinstance(value, str):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value
