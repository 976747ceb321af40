package dev.parley.examples.python;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import dev.parley.instrumentation.openai.OpenAiInstrumentation;
import dev.parley.pricing.Cost;
import dev.parley.pricing.Price;
import dev.parley.pricing.PriceBook;
import dev.parley.pricing.Provider;
import dev.parley.pricing.Usage;
import dev.parley.sdk.Agent;
import dev.parley.sdk.ContextScope;
import dev.parley.sdk.Conversation;
import dev.parley.sdk.CurrentContext;
import dev.parley.sdk.CustomAttributes;
import dev.parley.sdk.Destination;
import dev.parley.sdk.GenAiSpan;
import dev.parley.sdk.Observed;
import dev.parley.sdk.Parley;
import dev.parley.sdk.ParleyLogProcessor;
import dev.parley.sdk.ParleySpanProcessor;
import dev.parley.sdk.PromptTemplate;
import dev.parley.sdk.Step;
import dev.parley.sdk.StepKind;
import dev.parley.sdk.Tokens;
import dev.parley.sdk.Tool;
import dev.parley.sdk.Workflow;
import dev.parley.sdk.tracking.ConversationTracker;
import dev.parley.sdk.tracking.Operation;
import dev.parley.sdk.tracking.WorkflowTracker;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The lines for last9-genai's snippets, in the order of its documents. */
// A scope works by being open; nothing needs to refer to it.
@SuppressWarnings("try")
final class Last9GenAi {
  static final PriceBook PRICES =
      PriceBook.empty()
          .with("claude-opus-4-6", Price.perMillion("15.00", "75.00"))
          .with("claude-sonnet-4-5", Price.perMillion("3.00", "15.00"))
          .with("gpt-4o", Price.perMillion("2.50", "10.00"))
          .with("azure/gpt-4o", Price.perMillion("2.50", "10.00"))
          .with("ollama/llama3.1", Price.perMillion("0", "0"))
          .with("ft:gpt-3.5-turbo:org:model:id", Price.perMillion("12.00", "16.00"));

  private Last9GenAi() {}

  static OpenAIClient client() {
    return OpenAIOkHttpClient.fromEnv();
  }

  static OpenAIClient instrumented(Parley parley, OpenAIClient client) {
    return OpenAiInstrumentation.create(parley).instrument(client);
  }

  static SdkTracerProvider ownProvider() {
    return SdkTracerProvider.builder().addSpanProcessor(ParleySpanProcessor.create(PRICES)).build();
  }

  static List<Parley> setUps() {
    return List.of(
        Parley.builder().serviceName("my-app").prices(PRICES).build(),
        Parley.builder().endpoint("https://otlp.your-backend.io").build(),
        Parley.builder().console().build(),
        Parley.builder().costTracking(false).build());
  }

  static Parley last9() {
    return Parley.builder().exportTo(Destination.last9()).buildAndRegisterGlobal();
  }

  static Parley withTracker(WorkflowTracker tracker) {
    return Parley.builder().workflows(tracker).console().build();
  }

  static void contexts(Runnable work) {
    Conversation.of("session_123").user("user_456").run(work);
    try (var conversation = Conversation.of("session_123").user("user_456").open()) {
      work.run();
    }
    Workflow.of("rag_search").type("retrieval").run(work);
    Conversation.of("support_123").run(() -> Workflow.of("order_lookup").run(work));
    Conversation.of("session_123").turn(3).run(work);
    Agent.of("router").id("agent-1").version("2").run(work);
    CustomAttributes.of("tenant", "acme").and("plan", "gold").run(work);
    System.out.println(CurrentContext.asMap());
    try (ContextScope nothing = CurrentContext.clear()) {
      work.run();
    }
  }

  static Assistant observed(OpenAIClient client) {
    return Observed.proxy(Assistant.class, new OpenAiAssistant(client));
  }

  static Assistant observedWithPrices(OpenAIClient client, PriceBook pricing) {
    return Observed.proxy(
        Assistant.class, new OpenAiAssistant(client), step -> step.prices(pricing));
  }

  static Object step(OpenAiAssistant assistant, String prompt) {
    return Step.llm("call_llm").input(prompt).call(() -> assistant.callLlm(prompt));
  }

  static void onSpan(Span span) {
    GenAiSpan.of(span).model("gpt-4o").usage(Usage.of(150, 250)).cost(PRICES);
    GenAiSpan.of(span).kind(StepKind.CHAIN);
    GenAiSpan.of(span).workflow("rag_search", "retrieval").user("user_456").session("session_1");
    GenAiSpan.of(span).conversation("session_123").user("user_456").turn(2);
    GenAiSpan.of(span).prompt(PromptTemplate.of("Summarise {text}").id("summary").version("3"));
    GenAiSpan.of(span)
        .tool(Tool.of("web_search").type("search").arguments(Map.of("query", "weather")))
        .toolResult(Map.of("temp", 72))
        .toolDuration(Duration.ofMillis(150));
    GenAiSpan.of(span).responseTime(Duration.ofMillis(820)).requestSize(512).quality(0.9);
    GenAiSpan.of(span)
        .temperature(0.2)
        .maxTokens(300)
        .responseId("chatcmpl-17")
        .finishReasons("stop");
    GenAiSpan.of(span).content("What is a span?", "It has a start and an end.");
    GenAiSpan.of(span).toolCallEvent("web_search", Map.of("query", "weather"));
    GenAiSpan.of(span).toolResultEvent("web_search", Map.of("temp", 72));
  }

  static void newSpans() {
    GenAiSpan call = GenAiSpan.llm("answer").model("gpt-4o").conversation("c1").start();
    call.end();
    GenAiSpan tool = Tool.of("web_search").type("search").start();
    tool.end();
    Tool.of("web_search").type("search").arguments(Map.of("query", "weather")).call(() -> 72);
  }

  static void trackers(WorkflowTracker workflows, ConversationTracker conversations) {
    workflows.start("rag_12345", Map.of("customer", "acme"));
    workflows.add("rag_12345", Operation.LLM, Cost.usd("0.0025"));
    workflows.get("rag_12345");
    workflows.all();
    workflows.delete("rag_12345");
    conversations.start("session_123", "user_456");
    conversations.addTurn(
        "session_123", "Hello!", "Hi!", "gpt-4o", Usage.of(150, 250), Cost.usd("0.002875"));
    conversations.get("session_123");
    conversations.cost("session_123");
    conversations.stats("session_123");
  }

  static void counted(Parley parley) {
    parley.workflows().cost("rag_12345");
    parley.conversations().cost("session_123");
  }

  static List<Object> values() {
    Cost cost = PRICES.cost("openai", "gpt-4o", Instant.now(), Usage.of(150, 250));
    int tokens = Tokens.estimate("a text of some words");
    String provider = Provider.ofModel("claude-sonnet-4-5");
    return List.of(String.valueOf(cost), tokens, String.valueOf(provider));
  }

  static SdkLoggerProvider bridged(ParleyLogProcessor bridge) {
    return SdkLoggerProvider.builder().addLogRecordProcessor(bridge).build();
  }
}
