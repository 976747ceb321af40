package dev.parley.server.store.filter;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The fields with a plain name. */
public enum KnownField {
  NAME(Type.TEXT, Of.SPANS),
  KIND(Type.TEXT, Of.SPANS),
  OPERATION(Type.TEXT, Of.SPANS),
  SERVICE(Type.TEXT, Of.SPANS),
  ENVIRONMENT(Type.TEXT, Of.SPANS),
  SCOPE(Type.TEXT, Of.SPANS),
  DIALECT(Type.TEXT, Of.SPANS),
  PROVIDER(Type.TEXT, Of.SPANS),
  MODEL(Type.TEXT, Of.SPANS),
  MODEL_REQUESTED(Type.TEXT, Of.SPANS),
  MODEL_ANSWERED(Type.TEXT, Of.SPANS),
  SERVICE_TIER(Type.TEXT, Of.SPANS),
  RESPONSE_ID(Type.TEXT, Of.SPANS),
  FINISH_REASON(Type.TEXTS, Of.SPANS),
  CONVERSATION(Type.TEXT, Of.SPANS),
  TURN(Type.NUMBER, Of.SPANS),
  USER(Type.TEXT, Of.SPANS),
  WORKFLOW(Type.TEXT, Of.SPANS),
  WORKFLOW_TYPE(Type.TEXT, Of.SPANS),
  AGENT(Type.TEXT, Of.SPANS),
  AGENT_ID(Type.TEXT, Of.SPANS),
  CATEGORY(Type.TEXT, Of.SPANS),
  TOOL(Type.TEXT, Of.SPANS),
  TRACE(Type.TEXT, Of.SPANS),
  SPAN(Type.TEXT, Of.SPANS),
  ERROR(Type.TEXT, Of.SPANS),
  ERROR_MESSAGE(Type.TEXT, Of.SPANS),
  COST(Type.MONEY, Of.BOTH),
  TOKENS(Type.NUMBER, Of.BOTH),
  TOKENS_INPUT(Type.NUMBER, Of.SPANS),
  TOKENS_OUTPUT(Type.NUMBER, Of.SPANS),
  TOKENS_CACHE_READ(Type.NUMBER, Of.SPANS),
  TOKENS_CACHE_WRITE(Type.NUMBER, Of.SPANS),
  TOKENS_REASONING(Type.NUMBER, Of.SPANS),
  DURATION(Type.DURATION, Of.BOTH),
  TTFT(Type.DURATION, Of.SPANS),
  TURNS(Type.NUMBER, Of.GATHERED),
  CALLS(Type.NUMBER, Of.GATHERED),
  ERRORS(Type.NUMBER, Of.GATHERED),
  TOOL_CALLS(Type.NUMBER, Of.GATHERED);

  /** What its values are. */
  public enum Type {
    TEXT,
    /** Several texts; a condition holds when one of them fulfils it. */
    TEXTS,
    NUMBER,
    /** US dollars. */
    MONEY,
    /** Nanoseconds. */
    DURATION
  }

  private enum Of {
    SPANS,
    /** Spans, and as a sum conversations and workflows. */
    BOTH,
    /** Conversations and workflows. */
    GATHERED
  }

  private final Type type;
  private final Of of;

  KnownField(Type type, Of of) {
    this.type = type;
    this.of = of;
  }

  public Type type() {
    return type;
  }

  /** Whether a single span has it. */
  public boolean isOfSpans() {
    return of != Of.GATHERED;
  }

  /** Whether a conversation or workflow has it by itself, not by one of its spans. */
  public boolean isGathered() {
    return of != Of.SPANS;
  }

  /** As a user writes it: {@code workflow.type}. */
  public String label() {
    return switch (this) {
      // These are one word in two parts, not a part of something.
      case SERVICE_TIER, FINISH_REASON, TOOL_CALLS -> name().toLowerCase(Locale.ROOT);
      default -> {
        String name = name().toLowerCase(Locale.ROOT);
        int first = name.indexOf('_');
        yield first < 0 ? name : name.substring(0, first) + '.' + name.substring(first + 1);
      }
    };
  }

  static @Nullable KnownField named(String label) {
    return Arrays.stream(values())
        .filter(field -> field.label().equals(label))
        .findFirst()
        .orElse(null);
  }

  /** All names, in the order of this list. */
  public static List<String> labels() {
    return Arrays.stream(values()).map(KnownField::label).toList();
  }
}
