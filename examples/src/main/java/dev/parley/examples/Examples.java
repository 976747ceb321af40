package dev.parley.examples;

import dev.parley.examples.agents.RoutedAgents;
import dev.parley.examples.clients.AnthropicCalls;
import dev.parley.examples.clients.BedrockCalls;
import dev.parley.examples.clients.CompatibleCalls;
import dev.parley.examples.clients.GeminiCalls;
import dev.parley.examples.clients.ResponsesCalls;
import dev.parley.examples.context.ContextTracking;
import dev.parley.examples.context.ReactorPipeline;
import dev.parley.examples.context.Threads;
import dev.parley.examples.conversation.Conversations;
import dev.parley.examples.cost.Budgets;
import dev.parley.examples.cost.Costs;
import dev.parley.examples.doors.FinishedProvider;
import dev.parley.examples.doors.LogEvents;
import dev.parley.examples.doors.OwnTracerProvider;
import dev.parley.examples.doors.ZeroLines;
import dev.parley.examples.export.SendToCoralogix;
import dev.parley.examples.export.SendToLast9;
import dev.parley.examples.langchain4j.Shop;
import dev.parley.examples.manual.ManualSpans;
import dev.parley.examples.manual.PromptVersions;
import dev.parley.examples.observe.ObservedMethods;
import dev.parley.examples.quickstart.QuickStart;
import dev.parley.examples.start.BasicUsage;
import dev.parley.examples.start.OpenAiCalls;
import dev.parley.examples.start.PlainHttp;
import dev.parley.examples.start.RedactedContent;
import dev.parley.examples.tools.Feedbacks;
import dev.parley.examples.tools.ToolCalls;
import dev.parley.examples.web.WebApplication;
import java.util.LinkedHashMap;
import java.util.Map;

/** Runs an example by its name; without one, lists them. */
public final class Examples {
  /** What runs. */
  interface Main {
    void run(String[] arguments) throws Exception;
  }

  /**
   * An example.
   *
   * @param shows in a few words
   */
  record Entry(String shows, Main main) {}

  private Examples() {}

  /** All examples, by the names that are given to {@code ./parley example}. */
  static Map<String, Entry> all() {
    Map<String, Entry> all = new LinkedHashMap<>();
    all.put("basic", new Entry("a step around a call of any client", BasicUsage::main));
    all.put("quickstart", new Entry("ten lines for an OpenAI client", QuickStart::main));
    all.put("openai", new Entry("an instrumented OpenAI client", OpenAiCalls::main));
    all.put("responses", new Entry("OpenAI's Responses API, a tool", ResponsesCalls::main));
    all.put("compatible", new Entry("OpenAI's client at another endpoint", CompatibleCalls::main));
    all.put("anthropic", new Entry("an instrumented Anthropic client", AnthropicCalls::main));
    all.put("bedrock", new Entry("an instrumented Bedrock client", BedrockCalls::main));
    all.put("gemini", new Entry("an instrumented Gemini client", GeminiCalls::main));
    all.put("langchain4j", new Entry("a chat by LangChain4j: memory, tools, RAG", Shop::main));
    all.put("http", new Entry("a provider by plain HTTP, read by its shape", PlainHttp::main));
    all.put("redaction", new Entry("what is recorded, and what is not", RedactedContent::main));
    all.put("conversations", new Entry("turns, what they cost, feedback", Conversations::main));
    all.put("context", new Entry("workflows, agents, attributes, nesting", ContextTracking::main));
    all.put("threads", new Entry("pools, futures, virtual threads", Threads::main));
    all.put("reactor", new Entry("a Flux that changes its thread", ReactorPipeline::main));
    all.put("observe", new Entry("@Observe: methods, futures, streams", ObservedMethods::main));
    all.put("tools", new Entry("tools, approvals, retries", ToolCalls::main));
    all.put("feedback", new Entry("thumbs, scores, comments", Feedbacks::main));
    all.put("agents", new Entry("a router and its specialists", RoutedAgents::main));
    all.put("cost", new Entry("prices, and cost on anyone's spans", Costs::main));
    all.put("budgets", new Entry("calls that are marked or refused", Budgets::main));
    all.put("manual", new Entry("spans written by hand", ManualSpans::main));
    all.put("prompts", new Entry("which version of a prompt was used", PromptVersions::main));
    all.put("web", new Entry("requests, cookies, a second service", WebApplication::main));
    all.put("last9", new Entry("sending to Last9", SendToLast9::main));
    all.put("coralogix", new Entry("sending to Coralogix", SendToCoralogix::main));
    all.put("own-provider", new Entry("a tracer provider of your own", OwnTracerProvider::main));
    all.put("zero-lines", new Entry("OpenTelemetry's autoconfigure", ZeroLines::main));
    all.put(
        "finished-provider", new Entry("an OpenTelemetry made elsewhere", FinishedProvider::main));
    all.put("log-events", new Entry("messages that come as log events", LogEvents::main));
    return all;
  }

  /** Runs the example that the first argument names. */
  public static void main(String[] arguments) throws Exception {
    if (arguments.length == 0) {
      all().forEach((name, entry) -> System.out.printf("  %-18s %s%n", name, entry.shows()));
      return;
    }
    Entry entry = all().get(arguments[0]);
    if (entry != null) {
      entry.main().run(new String[0]);
    } else {
      System.err.println(
          "parley: unknown example: " + arguments[0] + " (expected: " + all().keySet() + ")");
      System.exit(64);
    }
  }
}
