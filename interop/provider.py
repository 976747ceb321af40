"""A model provider on this machine: answers like OpenAI and Amazon Bedrock, and remembers what it served.

What it answers follows from the last message alone, so that it needs no state between calls. Its
numbers are made so that no two calls are alike: a mix-up shows.
"""

from __future__ import annotations

import json
import struct
import threading
import time
import zlib
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

MODEL = "gpt-4o-mini"
SERVED_MODEL = "gpt-4o-mini-2024-07-18"
EMBEDDING_MODEL = "text-embedding-3-small"
BEDROCK_MODEL = "anthropic.claude-3-5-sonnet-20240620-v1:0"

SYSTEM = "You are a weather bot."
PLAIN = "What is the capital of Norway?"
RAIN = "Is it raining in Oslo?"
COUNT = "Count to three."
FAIL = "Fail, please."
EMBED = "weather in Oslo"

TOOL = "get_weather"
TOOL_ARGUMENTS = {"city": "Oslo"}
TOOL_RESULT = "rainy, 14 degrees"
CALL_ID = "call_1"


@dataclass
class Answer:
    """What the provider says to one message; tokens are inclusive, as OpenAI counts them."""

    case: str
    text: str = ""
    calls_tool: bool = False
    input: int = 0
    cached: int = 0
    output: int = 0
    reasoning: int = 0


ANSWERS = {
    PLAIN: Answer("plain", "Oslo.", input=1200, cached=1024, output=180, reasoning=64),
    RAIN: Answer("tool asked", calls_tool=True, input=90, output=21),
    TOOL_RESULT: Answer("tool told", "Yes, it rains in Oslo.", input=145, cached=64, output=12),
    COUNT: Answer("stream", "One, two, three.", input=310, cached=128, output=41, reasoning=16),
}


@dataclass
class Served:
    """One call as it was asked and answered; null is what such a call does not have."""

    case: str
    provider: str
    request_model: str
    response_model: str | None = None
    response_id: str | None = None
    input: int | None = None
    cached: int | None = None
    output: int | None = None
    reasoning: int | None = None
    system: str | None = None
    asked: str | None = None
    said: str | None = None
    tools: list[str] = field(default_factory=list)
    finish: str | None = None
    failed: bool = False


class Provider:
    """Runs on a free port of the loopback interface until it is closed; safe for many threads."""

    def __init__(self) -> None:
        self._served: list[Served] = []
        self._lock = threading.Lock()
        provider = self

        class Handler(_Handler):
            owner = provider

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port: int = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def take(self) -> list[Served]:
        """What was served since the last time, in its order."""
        with self._lock:
            served, self._served = self._served, []
            return served

    def add(self, served: Served) -> None:
        with self._lock:
            self._served.append(served)

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def text_of(content: Any) -> str:
    """A message's text, whether sent as a string or as parts; a tool's result lies deeper."""
    if isinstance(content, str):
        return content.strip('"')
    if isinstance(content, list):
        return "".join(text_of(part) for part in content)
    if isinstance(content, dict):
        for key in ("text", "toolResult", "content", "json", "weather"):
            if key in content:
                return text_of(content[key])
    return ""


class _Handler(BaseHTTPRequestHandler):
    owner: Provider
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet: what was served is in the table."""

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))) or b"{}")
        path = self.path.split("?")[0]
        if path.endswith("/chat/completions"):
            self._chat(body)
        elif path.endswith("/embeddings"):
            self._embeddings(body)
        elif path.endswith(("/converse", "/converse-stream")):
            self._converse(body, path)
        else:
            self._send(404, {"error": {"message": f"no such path: {path}", "type": "not_found"}})

    def _send(self, status: int, body: Any, kind: str = "application/json") -> None:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    # OpenAI

    def _chat(self, body: dict[str, Any]) -> None:
        messages = body["messages"]
        asked = text_of(messages[-1]["content"])
        system = [text_of(m["content"]) for m in messages if m["role"] in ("system", "developer")]
        served = Served("error", "openai", body["model"], asked=asked)
        served.system = system[0] if system else None
        answer = ANSWERS.get(asked)
        if answer is None:
            served.failed = True
            self.owner.add(served)
            error = {"message": "slow down", "type": "rate_limit_exceeded", "code": "429"}
            self._send(429, {"error": error})
            return
        _fill(served, answer)
        served.response_model = SERVED_MODEL
        served.response_id = f"chatcmpl-{time.time_ns()}"
        self.owner.add(served)
        if body.get("stream"):
            self._stream(served, answer, body)
            return
        message: dict[str, Any] = {"role": "assistant", "content": answer.text or None}
        if answer.calls_tool:
            message["tool_calls"] = [_openai_call()]
        choice = {"index": 0, "message": message, "finish_reason": _openai_finish(answer)}
        self._send(
            200, {**_head(served, "chat.completion"), "choices": [choice], "usage": _usage(answer)}
        )

    def _stream(self, served: Served, answer: Answer, body: dict[str, Any]) -> None:
        head = _head(served, "chat.completion.chunk")
        words = answer.text.split(" ")
        deltas: list[dict[str, Any]] = [{"role": "assistant", "content": ""}]
        if answer.calls_tool:
            deltas.append({"tool_calls": [{"index": 0, **_openai_call()}]})
        else:
            deltas += [{"content": w if i == 0 else " " + w} for i, w in enumerate(words)]
        chunks = [
            {**head, "choices": [{"index": 0, "delta": delta, "finish_reason": None}]}
            for delta in deltas
        ]
        end = {"index": 0, "delta": {}, "finish_reason": _openai_finish(answer)}
        chunks.append({**head, "choices": [end]})
        if (body.get("stream_options") or {}).get("include_usage"):
            chunks.append({**head, "choices": [], "usage": _usage(answer)})
        else:
            served.input = served.cached = served.output = served.reasoning = None
        lines = [f"data: {json.dumps(chunk)}\n\n" for chunk in chunks] + ["data: [DONE]\n\n"]
        self._send(200, "".join(lines).encode(), "text/event-stream")

    def _embeddings(self, body: dict[str, Any]) -> None:
        served = Served("embedding", "openai", body["model"], input=8, asked=EMBED)
        served.response_model = EMBEDDING_MODEL
        self.owner.add(served)
        data = [{"object": "embedding", "index": 0, "embedding": [0.25, -0.5, 0.125]}]
        usage = {"prompt_tokens": 8, "total_tokens": 8}
        self._send(
            200, {"object": "list", "data": data, "model": EMBEDDING_MODEL, "usage": usage}
        )

    # Amazon Bedrock

    def _converse(self, body: dict[str, Any], path: str) -> None:
        model = path.split("/")[-2].replace("%3A", ":")
        asked = text_of(body["messages"][-1]["content"])
        served = Served("error", "aws.bedrock", model, asked=asked)
        served.system = text_of(body.get("system") or []) or None
        answer = ANSWERS.get(asked)
        if answer is None:
            served.failed = True
            self.owner.add(served)
            self._send(400, {"message": "slow down", "__type": "ValidationException"})
            return
        _fill(served, answer)
        self.owner.add(served)
        stop = "tool_use" if answer.calls_tool else "end_turn"
        uncached = answer.input - answer.cached
        usage = {
            "inputTokens": uncached,
            "outputTokens": answer.output,
            "cacheReadInputTokens": answer.cached,
            "cacheWriteInputTokens": 0,
            "totalTokens": answer.input + answer.output,
        }
        served.reasoning = None
        tool = {"toolUseId": CALL_ID, "name": TOOL, "input": TOOL_ARGUMENTS}
        if path.endswith("/converse"):
            part = {"toolUse": tool} if answer.calls_tool else {"text": answer.text}
            message = {"role": "assistant", "content": [part]}
            self._send(
                200,
                {
                    "output": {"message": message},
                    "stopReason": stop,
                    "usage": usage,
                    "metrics": {"latencyMs": 5},
                },
            )
            return
        events = [
            ("messageStart", {"role": "assistant"}),
            ("contentBlockDelta", {"contentBlockIndex": 0, "delta": {"text": answer.text}}),
            ("contentBlockStop", {"contentBlockIndex": 0}),
            ("messageStop", {"stopReason": stop}),
            ("metadata", {"usage": usage, "metrics": {"latencyMs": 5}}),
        ]
        data = b"".join(_aws_event(name, payload) for name, payload in events)
        self._send(200, data, "application/vnd.amazon.eventstream")


def _fill(served: Served, answer: Answer) -> None:
    served.case = answer.case
    served.input, served.cached = answer.input, answer.cached
    served.output, served.reasoning = answer.output, answer.reasoning
    served.said = answer.text or None
    served.finish = "tool_call" if answer.calls_tool else "stop"
    if answer.calls_tool:
        served.tools = [f"{TOOL}({json.dumps(TOOL_ARGUMENTS, sort_keys=True)})"]


def _head(served: Served, kind: str) -> dict[str, Any]:
    return {
        "id": served.response_id,
        "object": kind,
        "created": int(time.time()),
        "model": served.response_model,
        "service_tier": "default",
    }


def _openai_call() -> dict[str, Any]:
    arguments = json.dumps(TOOL_ARGUMENTS)
    return {"id": CALL_ID, "type": "function", "function": {"name": TOOL, "arguments": arguments}}


def _openai_finish(answer: Answer) -> str:
    return "tool_calls" if answer.calls_tool else "stop"


def _usage(answer: Answer) -> dict[str, Any]:
    return {
        "prompt_tokens": answer.input,
        "completion_tokens": answer.output,
        "total_tokens": answer.input + answer.output,
        "prompt_tokens_details": {"cached_tokens": answer.cached, "audio_tokens": 0},
        "completion_tokens_details": {"reasoning_tokens": answer.reasoning, "audio_tokens": 0},
    }


def _aws_event(name: str, payload: dict[str, Any]) -> bytes:
    """One message of Amazon's event stream: lengths, headers, payload, each with its checksum."""
    headers = b"".join(
        bytes([len(key)]) + key.encode() + b"\x07" + struct.pack(">H", len(value)) + value.encode()
        for key, value in (
            (":message-type", "event"),
            (":event-type", name),
            (":content-type", "application/json"),
        )
    )
    data = json.dumps(payload).encode()
    prelude = struct.pack(">II", 16 + len(headers) + len(data), len(headers))
    prelude += struct.pack(">I", zlib.crc32(prelude))
    message = prelude + headers + data
    return message + struct.pack(">I", zlib.crc32(message))
