"""OpenInference's instrumentation of LangChain, with a session."""

import langchain_calls
import telemetry
from openinference.instrumentation import using_session
from openinference.instrumentation.langchain import LangChainInstrumentor

telemetry.start()
LangChainInstrumentor().instrument()
with using_session("conversation-1"):
    langchain_calls.make()
