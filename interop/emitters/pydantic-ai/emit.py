"""Pydantic AI's own instrumentation of an agent with a tool."""

import asyncio

import telemetry
from openai import AsyncOpenAI
from provider import COUNT, FAIL, MODEL, PLAIN, RAIN, SYSTEM, TOOL_RESULT
from pydantic_ai import Agent
from pydantic_ai.models.openai import OpenAIChatModel
from pydantic_ai.providers.openai import OpenAIProvider

telemetry.start()
Agent.instrument_all()
model = OpenAIChatModel(MODEL, provider=OpenAIProvider(openai_client=AsyncOpenAI(max_retries=0)))


async def make() -> None:
    await Agent(model, instructions=SYSTEM, name="plain").run(PLAIN)

    weather = Agent(model, name="weather")

    @weather.tool_plain
    def get_weather(city: str) -> str:
        """The weather in a city."""
        assert city == "Oslo"
        return TOOL_RESULT

    await weather.run(RAIN)

    async with Agent(model, name="counting").run_stream(COUNT) as stream:
        async for _ in stream.stream_text():
            pass

    try:
        await Agent(model, name="failing").run(FAIL)
        raise AssertionError("this call was meant to fail")
    except AssertionError:
        raise
    except Exception as expected:
        print(f"as expected: {expected}")


asyncio.run(make())
