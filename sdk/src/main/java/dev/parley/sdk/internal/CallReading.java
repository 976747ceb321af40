package dev.parley.sdk.internal;

import dev.parley.pricing.Usage;
import dev.parley.sdk.BudgetExceededException;
import dev.parley.sdk.instrumentation.GenAiAttributes;
import dev.parley.sdk.tracking.Operation;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.trace.ReadableSpan;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a finished span says of the operation that it is, whoever made it. The spans of agents and
 * workflows, whose usage sums up their calls, and wrappers of a call are {@link Operation#OTHER}.
 *
 * @param given the cost that is on the span already, in US dollars; null when there is none
 * @param tier the service tier; null when not told
 */
public record CallReading(
    Operation operation,
    @Nullable String provider,
    @Nullable String requested,
    @Nullable String answered,
    Usage usage,
    @Nullable BigDecimal given,
    @Nullable String tier) {

  private static final Set<String> CALLS =
      Set.of(
          "chat",
          "chat.completions",
          "generate_content",
          "text_completion",
          "text.completion",
          "embeddings");
  private static final Set<String> NO_CALLS =
      Set.of("invoke_agent", "create_agent", "invoke_workflow", "plan", "retrieval");
  private static final Set<String> TOOLS = Set.of("execute_tool", "tool.call");
  private static final Set<String> NO_CALL_KINDS = Set.of("agent", "chain", "prompt");

  /** The error of a call that was not made. */
  private static final String REFUSED = BudgetExceededException.class.getName();

  /** Under which names a cost is found, the first wins. */
  private static final List<String> COSTS =
      List.of(
          "gen_ai.usage.cost_usd",
          "gen_ai.usage.cost",
          "gen_ai.usage.total_cost",
          "gen_ai.cost.total_cost",
          "llm.cost.total");

  /** Under which names the service tier is found, the first wins. */
  private static final List<String> TIERS =
      List.of(
          "openai.response.service_tier",
          "gen_ai.openai.response.service_tier",
          "anthropic.response.service_tier");

  /** Which of a service's paths a span requests. */
  private static final AttributeKey<String> ROUTE = AttributeKey.stringKey("http.route");

  /**
   * Whether another library's span is to be settled; the question that every span of an application
   * is asked when it ends. Each attribute that is read takes the span's lock, so it is one: a model
   * call without the model that was asked for has no price either.
   */
  static boolean isModelCall(ReadableSpan span) {
    return span.getAttribute(GenAiAttributes.REQUEST_MODEL) != null;
  }

  /** Whether a span that starts with these attributes executes a tool. */
  static boolean isTool(@Nullable String operation) {
    return operation != null && TOOLS.contains(operation);
  }

  /**
   * Whether a span requests a path of a provider's that is no model call, though it names a model:
   * to count tokens, say. Anthropic's library tells the operation of model calls alone.
   */
  static boolean isOtherRequest(Attributes span) {
    return span.get(GenAiAttributes.OPERATION_NAME) == null && span.get(ROUTE) != null;
  }

  /** Whether a span that starts with these attributes is a model call. */
  static boolean isCall(@Nullable String operation, @Nullable String requested) {
    return operation != null ? CALLS.contains(operation) : requested != null;
  }

  /**
   * A model call that Parley has made the span of.
   *
   * @param operation {@code gen_ai.operation.name}
   */
  public static CallReading made(
      String operation,
      @Nullable String provider,
      @Nullable String requested,
      @Nullable String answered,
      Usage usage,
      @Nullable BigDecimal given,
      @Nullable String tier) {
    Operation kind = Operation.OTHER;
    if (TOOLS.contains(operation)) {
      kind = Operation.TOOL;
    } else if (!NO_CALLS.contains(operation)
        && (requested != null || answered != null || CALLS.contains(operation))) {
      kind = Operation.LLM;
    }
    return new CallReading(kind, provider, requested, answered, usage, given, tier);
  }

  static CallReading of(Attributes span) {
    String requested = span.get(GenAiAttributes.REQUEST_MODEL);
    String answered = span.get(GenAiAttributes.RESPONSE_MODEL);
    Operation operation = operation(span, requested != null || answered != null);
    if (operation != Operation.LLM) {
      return new CallReading(operation, null, requested, answered, Usage.unknown(), null, null);
    }
    Map<String, Object> values = valuesOf(span);
    String provider = span.get(GenAiAttributes.PROVIDER_NAME);
    return new CallReading(
        operation,
        provider != null ? provider : span.get(GenAiAttributes.SYSTEM),
        requested,
        answered,
        values.isEmpty() ? Usage.unknown() : Usage.fromAttributes(values::get),
        given(values),
        tier(values));
  }

  /** What usage, cost and tier are read from, which is little of what a span holds. */
  private static Map<String, Object> valuesOf(Attributes span) {
    Map<String, Object> values = new HashMap<>();
    span.forEach(
        (key, value) -> {
          String name = key.getKey();
          if (Usage.isName(name) || COSTS.contains(name) || TIERS.contains(name)) {
            values.put(name, value);
          }
        });
    return values;
  }

  private static Operation operation(Attributes span, boolean hasModel) {
    String operation = span.get(GenAiAttributes.OPERATION_NAME);
    String kind = span.get(GenAiAttributes.SPAN_KIND);
    if ("tool".equals(kind) || (operation != null && TOOLS.contains(operation))) {
      return Operation.TOOL;
    }
    boolean other =
        REFUSED.equals(span.get(GenAiAttributes.ERROR_TYPE))
            || (operation != null && NO_CALLS.contains(operation))
            || isOtherRequest(span)
            || (kind != null && NO_CALL_KINDS.contains(kind))
            || GenAiAttributes.USAGE_ROLE_WRAPPER.equals(span.get(GenAiAttributes.USAGE_ROLE));
    boolean call = hasModel || "llm".equals(kind) || isCall(operation, null);
    return call && !other ? Operation.LLM : Operation.OTHER;
  }

  private static @Nullable BigDecimal given(Map<String, Object> values) {
    for (String name : COSTS) {
      if (values.get(name) instanceof Number number) {
        try {
          return new BigDecimal(number.toString());
        } catch (NumberFormatException notFinite) {
          return null;
        }
      }
    }
    return null;
  }

  private static @Nullable String tier(Map<String, Object> values) {
    for (String name : TIERS) {
      if (values.get(name) instanceof String tier) {
        return tier;
      }
    }
    return null;
  }
}
