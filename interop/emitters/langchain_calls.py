"""The calls of LangChain: plain, a tool's round trip, streamed, failed."""

from langchain_core.messages import HumanMessage, SystemMessage
from langchain_core.tools import tool
from langchain_openai import ChatOpenAI
from provider import COUNT, FAIL, MODEL, PLAIN, RAIN, SYSTEM, TOOL_RESULT


@tool
def get_weather(city: str) -> str:
    """The weather in a city."""
    return TOOL_RESULT


def make() -> None:
    model = ChatOpenAI(model=MODEL, max_retries=0, stream_usage=True)
    model.invoke([SystemMessage(SYSTEM), HumanMessage(PLAIN)])

    equipped = model.bind_tools([get_weather])
    messages = [HumanMessage(RAIN)]
    asked = equipped.invoke(messages)
    messages += [asked, get_weather.invoke(asked.tool_calls[0])]
    equipped.invoke(messages)

    for _ in model.stream(COUNT):
        pass

    try:
        model.invoke(FAIL)
        raise AssertionError("this call was meant to fail")
    except AssertionError:
        raise
    except Exception as expected:
        print(f"as expected: {expected}")
