"""The calls that every emitter of OpenAI's client makes: plain, a tool's round trip, streamed,
failed, and an embedding."""

from __future__ import annotations

import json

from openai import OpenAI, OpenAIError
from provider import (
    COUNT,
    EMBED,
    EMBEDDING_MODEL,
    FAIL,
    MODEL,
    PLAIN,
    RAIN,
    SYSTEM,
    TOOL,
    TOOL_RESULT,
)

TOOLS = [
    {
        "type": "function",
        "function": {
            "name": TOOL,
            "description": "The weather in a city.",
            "parameters": {
                "type": "object",
                "properties": {"city": {"type": "string"}},
                "required": ["city"],
            },
        },
    }
]


def make(embedding: bool = True) -> None:
    client = OpenAI(max_retries=0)
    chat = client.chat.completions
    system = {"role": "system", "content": SYSTEM}

    chat.create(model=MODEL, messages=[system, {"role": "user", "content": PLAIN}])

    messages = [{"role": "user", "content": RAIN}]
    asked = chat.create(model=MODEL, messages=messages, tools=TOOLS).choices[0].message
    call = asked.tool_calls[0]
    assert json.loads(call.function.arguments) == {"city": "Oslo"}
    messages.append(asked.model_dump(exclude_none=True))
    messages.append({"role": "tool", "tool_call_id": call.id, "content": TOOL_RESULT})
    chat.create(model=MODEL, messages=messages, tools=TOOLS)

    stream = chat.create(
        model=MODEL,
        messages=[{"role": "user", "content": COUNT}],
        stream=True,
        stream_options={"include_usage": True},
    )
    for _ in stream:
        pass

    try:
        chat.create(model=MODEL, messages=[{"role": "user", "content": FAIL}])
        raise AssertionError("this call was meant to fail")
    except OpenAIError:
        pass

    if embedding:
        client.embeddings.create(model=EMBEDDING_MODEL, input=EMBED)
