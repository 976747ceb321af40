package dev.parley.server.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.pricing.TokenBucket;
import dev.parley.pricing.Usage;
import dev.parley.server.model.Call;
import dev.parley.server.model.Failure;
import dev.parley.server.model.Identity;
import dev.parley.server.model.Message;
import dev.parley.server.model.ReportedCost;
import dev.parley.server.model.Span;
import dev.parley.server.model.Tool;
import dev.parley.server.model.UsageRole;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A canonical span in words that a person reads: one entry a field, and none for what is unknown.
 * The README of the fixtures describes the form.
 */
final class SpanText {
  private static final Map<TokenBucket, String> BUCKETS =
      Map.of(
          TokenBucket.INPUT, "usage.input",
          TokenBucket.CACHE_READ, "usage.cacheRead",
          TokenBucket.CACHE_WRITE, "usage.cacheWrite",
          TokenBucket.CACHE_WRITE_5M, "usage.cacheWrite5m",
          TokenBucket.CACHE_WRITE_1H, "usage.cacheWrite1h",
          TokenBucket.AUDIO_INPUT, "usage.audioInput",
          TokenBucket.OUTPUT, "usage.output",
          TokenBucket.REASONING, "usage.reasoning",
          TokenBucket.AUDIO_OUTPUT, "usage.audioOutput");

  private final SortedMap<String, String> fields = new TreeMap<>();

  private SpanText() {}

  static SortedMap<String, String> of(Span span) {
    SpanText text = new SpanText();
    text.put("dialect", lower(span.dialect()));
    text.put("kind", lower(span.kind()));
    text.put("operation", span.operation());
    text.put("failure", failure(span.failure()));
    text.call(span.call());
    text.identity(span.identity());
    text.tool(span.tool());
    text.messages("system", span.content().system());
    text.messages("in", span.content().input());
    text.messages("out", span.content().output());
    return text.fields;
  }

  private void put(String field, @Nullable Object value) {
    if (value != null) {
      fields.put(field, value.toString());
    }
  }

  private void call(Call call) {
    put("provider", call.provider());
    put("requestModel", call.requestModel());
    put("responseModel", call.responseModel());
    put("responseId", call.responseId());
    put("serviceTier", call.serviceTier());
    put("role", call.role() == UsageRole.NONE ? null : lower(call.role()));
    put("finishReasons", call.finishReasons().isEmpty() ? null : call.finishReasons());
    ReportedCost cost = call.cost();
    put(
        "cost",
        cost == null
            ? null
            : cost.total().stripTrailingZeros().toPlainString() + " " + lower(cost.source()));
    Long nanos = call.timeToFirstTokenNanos();
    put(
        "firstTokenMillis",
        nanos == null ? null : BigDecimal.valueOf(nanos, 6).stripTrailingZeros().toPlainString());
    Usage usage = call.usage();
    if (usage != null) {
      BUCKETS.forEach((bucket, field) -> put(field, usage.get(bucket)));
    }
  }

  private void identity(Identity identity) {
    put("conversation", identity.conversationId());
    put("turn", identity.turn());
    put("user", identity.userId());
    put("workflow", identity.workflowId());
    put("workflowType", identity.workflowType());
    put("agentId", identity.agentId());
    put("agent", identity.agentName());
    put("category", identity.category());
  }

  private void tool(@Nullable Tool tool) {
    if (tool != null) {
      put("tool.name", tool.name());
      put("tool.id", tool.callId());
      put("tool.arguments", tool.arguments());
      put("tool.result", tool.result());
    }
  }

  private void messages(String field, List<Message> messages) {
    for (int i = 0; i < messages.size(); i++) {
      put(field + "." + i, message(messages.get(i)));
    }
  }

  private static String message(Message message) {
    JsonNode node = Json.parse(message.json());
    List<String> parts = new ArrayList<>();
    node.path("parts").forEach(part -> parts.add(part(part)));
    String name = node.has("name") ? " " + node.path("name").asText() : "";
    return node.path("role").asText() + name + ": " + String.join(" | ", parts);
  }

  private static String part(JsonNode part) {
    String id = part.has("id") ? " #" + part.path("id").asText() : "";
    return switch (part.path("type").asText()) {
      case "text" -> part.path("content").asText();
      case "reasoning" -> "(thinks) " + part.path("content").asText();
      case "tool_call" ->
          "call" + id + " " + part.path("name").asText() + "(" + said(part.path("arguments")) + ")";
      case "tool_call_response" -> "result" + id + " " + said(part.path("response"));
      default -> Json.canonical(part);
    };
  }

  private static String said(JsonNode value) {
    if (value.isMissingNode()) {
      return "";
    }
    return value.isTextual() ? value.textValue() : Json.canonical(value);
  }

  private static @Nullable String failure(@Nullable Failure failure) {
    if (failure == null) {
      return null;
    }
    return failure.message() == null ? failure.type() : failure.type() + ": " + failure.message();
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
