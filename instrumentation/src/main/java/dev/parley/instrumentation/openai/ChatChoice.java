package dev.parley.instrumentation.openai;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.openai.core.JsonField;
import com.openai.core.JsonValue;
import com.openai.models.chat.completions.ChatCompletionChunk.Choice;
import dev.parley.instrumentation.internal.TextRoom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One choice of a streamed chat completion. Not thread-safe. */
@SuppressWarnings("deprecation") // Compatible servers still send what the provider has replaced.
final class ChatChoice {

  /** More than the provider lets a model call at once. */
  private static final int MOST_CALLS = 256;

  /** A call of a function or another tool. */
  private static final class Call {
    private @Nullable String id;
    private @Nullable String name;
    private final StringBuilder arguments = new StringBuilder();

    ObjectNode function() {
      ObjectNode node = JsonNodeFactory.instance.objectNode();
      ChatPieces.put(node, "name", name);
      return node.put("arguments", arguments.toString());
    }
  }

  private final TextRoom room;
  private final StringBuilder content = new StringBuilder();
  private final StringBuilder reasoning = new StringBuilder();
  private final StringBuilder refusal = new StringBuilder();
  private final SortedMap<Long, Call> calls = new TreeMap<>();
  private boolean spoke;
  private String role = "assistant";
  private @Nullable Call function;
  private @Nullable String finishReason;

  ChatChoice(TextRoom room) {
    this.room = room;
  }

  void add(Choice choice) {
    Optional<Choice.FinishReason> reason = choice._finishReason().asKnown();
    if (reason.isPresent()) {
      finishReason = ChatPieces.later(reason.get()._value(), finishReason);
    }
    Optional<Choice.Delta> delta = choice._delta().asKnown();
    if (delta.isPresent()) {
      add(delta.get());
    }
  }

  private void add(Choice.Delta delta) {
    Optional<Choice.Delta.Role> itsRole = delta._role().asKnown();
    if (itsRole.isPresent()) {
      role = itsRole.get()._value().asKnown().orElse(role);
    }
    Optional<String> text = delta._content().asKnown();
    if (text.isPresent()) {
      spoke = true;
      room.append(content, text.get());
    }
    Map<String, JsonValue> others = delta._additionalProperties();
    if (!others.isEmpty()) {
      addReasoning(others);
    }
    Optional<String> refused = delta._refusal().asKnown();
    if (refused.isPresent()) {
      room.append(refusal, refused.get());
    }
    delta._toolCalls().asKnown().orElse(List.of()).forEach(this::add);
    delta._functionCall().asKnown().ifPresent(this::add);
  }

  /** What compatible servers tell of a model's thoughts, under either name. */
  private void addReasoning(Map<String, JsonValue> others) {
    JsonField<?> thought = others.getOrDefault("reasoning_content", others.get("reasoning"));
    if (thought != null) {
      thought.asString().ifPresent(more -> room.append(reasoning, more));
    }
  }

  private void add(Choice.Delta.ToolCall fragment) {
    Call call = call(fragment);
    if (call == null) {
      return;
    }
    call.id = ChatPieces.later(fragment._id(), call.id);
    Optional<Choice.Delta.ToolCall.Function> called = fragment._function().asKnown();
    if (called.isPresent()) {
      call.name = ChatPieces.later(called.get()._name(), call.name);
      called.get()._arguments().asKnown().ifPresent(more -> room.append(call.arguments, more));
    }
  }

  /** Some compatible servers send whole calls without an index; a new id is a new call there. */
  private @Nullable Call call(Choice.Delta.ToolCall fragment) {
    long last = calls.isEmpty() ? -1 : calls.lastKey();
    long unnumbered = fragment._id().asKnown().isPresent() || last < 0 ? last + 1 : last;
    long index = fragment._index().asKnown().orElse(unnumbered);
    return calls.size() < MOST_CALLS || calls.containsKey(index)
        ? calls.computeIfAbsent(index, first -> new Call())
        : null;
  }

  /** The form that calls had before there were tools. */
  private void add(Choice.Delta.FunctionCall fragment) {
    Call call = function == null ? new Call() : function;
    function = call;
    call.name = ChatPieces.later(fragment._name(), call.name);
    fragment._arguments().asKnown().ifPresent(more -> room.append(call.arguments, more));
  }

  /** As a choice of an answer that came at once. */
  ObjectNode tree() {
    ObjectNode choice = JsonNodeFactory.instance.objectNode();
    ObjectNode message = choice.putObject("message").put("role", role);
    if (spoke && (!content.isEmpty() || calls.isEmpty())) {
      message.put("content", content.toString());
    }
    if (!reasoning.isEmpty()) {
      message.put("reasoning_content", reasoning.toString());
    }
    if (!refusal.isEmpty()) {
      message.put("refusal", refusal.toString());
    }
    if (!calls.isEmpty()) {
      ArrayNode list = message.putArray("tool_calls");
      for (Call call : calls.values()) {
        ObjectNode node = list.addObject();
        ChatPieces.put(node, "id", call.id);
        node.put("type", "function").set("function", call.function());
      }
    }
    if (function != null) {
      message.set("function_call", function.function());
    }
    ChatPieces.put(choice, "finish_reason", finishReason);
    return choice;
  }
}
