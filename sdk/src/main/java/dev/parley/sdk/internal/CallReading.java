package dev.parley.sdk.internal;

import static java.util.stream.Collectors.toUnmodifiableMap;
import static java.util.stream.Collectors.toUnmodifiableSet;

import dev.parley.pricing.Usage;
import dev.parley.sdk.BudgetExceededException;
import dev.parley.sdk.instrumentation.GenAiAttributes;
import dev.parley.sdk.tracking.Operation;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.trace.ReadableSpan;
import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
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

  private static final Set<String> VALUES =
      Stream.of(COSTS, TIERS).flatMap(List::stream).collect(toUnmodifiableSet());

  /** Which of a service's paths a span requests. */
  static final AttributeKey<String> ROUTE = AttributeKey.stringKey("http.route");

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
  static boolean isOtherRequest(@Nullable String operation, @Nullable String route) {
    return operation == null && route != null;
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
    Fields fields = new Fields();
    span.forEach(fields);
    String requested = fields.text(Text.REQUEST_MODEL);
    String answered = fields.text(Text.RESPONSE_MODEL);
    Operation operation = fields.operation(requested != null || answered != null);
    if (operation != Operation.LLM) {
      return new CallReading(operation, null, requested, answered, Usage.unknown(), null, null);
    }
    String provider = fields.text(Text.PROVIDER_NAME);
    Map<String, Object> values = fields.values;
    return new CallReading(
        operation,
        provider != null ? provider : fields.text(Text.SYSTEM),
        requested,
        answered,
        values.isEmpty() ? Usage.unknown() : Usage.fromMap(values),
        given(values),
        tier(values));
  }

  /** The attributes that say what an operation is. */
  private enum Text {
    REQUEST_MODEL(GenAiAttributes.REQUEST_MODEL),
    RESPONSE_MODEL(GenAiAttributes.RESPONSE_MODEL),
    PROVIDER_NAME(GenAiAttributes.PROVIDER_NAME),
    SYSTEM(GenAiAttributes.SYSTEM),
    OPERATION_NAME(GenAiAttributes.OPERATION_NAME),
    SPAN_KIND(GenAiAttributes.SPAN_KIND),
    USAGE_ROLE(GenAiAttributes.USAGE_ROLE),
    ERROR_TYPE(GenAiAttributes.ERROR_TYPE),
    HTTP_ROUTE(ROUTE);

    private static final Map<String, Text> BY_NAME =
        Stream.of(values()).collect(toUnmodifiableMap(text -> text.name, text -> text));

    private final String name;

    Text(AttributeKey<String> key) {
      this.name = key.getKey();
    }
  }

  /**
   * What of a span's attributes is read, found in one pass: they are a list, in which each that is
   * asked for is sought from its beginning.
   */
  private static final class Fields implements BiConsumer<AttributeKey<?>, Object> {
    private final Map<Text, String> texts = new EnumMap<>(Text.class);

    /** What usage, cost and tier are read from. */
    private final Map<String, Object> values = new HashMap<>();

    @Override
    public void accept(AttributeKey<?> key, Object value) {
      String name = key.getKey();
      Text text = value instanceof String ? Text.BY_NAME.get(name) : null;
      if (text != null) {
        texts.put(text, (String) value);
      } else if (VALUES.contains(name) || Usage.isName(name)) {
        values.put(name, value);
      }
    }

    @Nullable String text(Text text) {
      return texts.get(text);
    }

    Operation operation(boolean hasModel) {
      String operation = text(Text.OPERATION_NAME);
      String kind = text(Text.SPAN_KIND);
      if ("tool".equals(kind) || isTool(operation)) {
        return Operation.TOOL;
      }
      boolean other =
          REFUSED.equals(text(Text.ERROR_TYPE))
              || (operation != null && NO_CALLS.contains(operation))
              || isOtherRequest(operation, text(Text.HTTP_ROUTE))
              || (kind != null && NO_CALL_KINDS.contains(kind))
              || GenAiAttributes.USAGE_ROLE_WRAPPER.equals(text(Text.USAGE_ROLE));
      boolean call = hasModel || "llm".equals(kind) || isCall(operation, null);
      return call && !other ? Operation.LLM : Operation.OTHER;
    }
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
