package dev.parley.instrumentation.bedrock;

import dev.parley.instrumentation.internal.Answer;
import dev.parley.instrumentation.internal.Message;
import dev.parley.instrumentation.internal.Part;
import dev.parley.instrumentation.internal.RequestOptions;
import dev.parley.instrumentation.internal.ResponseIdentity;
import dev.parley.instrumentation.internal.TextRoom;
import dev.parley.instrumentation.internal.Tree;
import dev.parley.pricing.Usage;
import io.opentelemetry.api.trace.Span;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an agent's stream of events has said so far: its completion, the tools that the application
 * is to call for it, and the traces of its steps. Not thread-safe.
 */
final class AgentAnswer implements EventPieces.Reading, Answer {

  /** Tools and files of one answer. */
  private static final int MOST_PARTS = 1024;

  private final AgentTrace trace;
  private final TextRoom room;
  private final StringBuilder completion = new StringBuilder();
  private final List<Part> parts = new ArrayList<>();
  private boolean answered;

  AgentAnswer(AgentTrace trace, boolean content) {
    this.trace = trace;
    this.room = new TextRoom(content ? TextRoom.MOST : 0);
  }

  @Override
  public void add(StreamEvent event) {
    Tree content = event.content();
    switch (event.type()) {
      case "chunk" -> {
        answered = true;
        byte[] text = Base64.getDecoder().decode(content.get("bytes").text(""));
        room.append(completion, new String(text, StandardCharsets.UTF_8));
      }
      case "trace" -> trace.add(content);
      case "returnControl" -> {
        answered = true;
        String id = content.get("invocationId").text();
        content.get("invocationInputs").items().forEach(input -> add(toolCall(id, input)));
      }
      case "files" -> {
        answered = true;
        content.get("files").items().forEach(file -> add(file(file)));
      }
      default -> {
        // Newer than this code.
      }
    }
  }

  private void add(Part part) {
    if (parts.size() < MOST_PARTS) {
      parts.add(part);
    }
  }

  private static Part toolCall(@Nullable String id, Tree input) {
    Tree function = input.get("functionInvocationInput");
    Tree call = function.exists() ? function : input.get("apiInvocationInput");
    Map<String, Object> arguments = new LinkedHashMap<>();
    for (Tree parameter : call.get("parameters").items()) {
      Object value = parameter.get("value").value();
      if (value != null) {
        arguments.put(parameter.get("name").text(""), value);
      }
    }
    return Part.ToolCall.of(id, call.any("function", "apiPath").text(), arguments);
  }

  private static Part file(Tree file) {
    String type = file.get("type").text();
    return new Part.Blob(
        type != null && type.startsWith("image/") ? "image" : "document",
        type,
        Media.length(file.get("bytes")));
  }

  @Override
  public Answer answer() {
    return this;
  }

  @Override
  public TextRoom room() {
    return room;
  }

  @Override
  public @Nullable String model() {
    return trace.model();
  }

  @Override
  public Usage usage() {
    return trace.usage();
  }

  /** The options are the agent's own, which its first step tells. */
  @Override
  public void identity(Span span) {
    Tree options = trace.options();
    new RequestOptions(span)
        .maxTokens(options.get("maximumLength").truncated())
        .temperature(options.get("temperature").decimal())
        .topP(options.get("topP").decimal())
        .topK(options.get("topK").truncated())
        .stopSequences(options.get("stopSequences").texts());
    new ResponseIdentity(span).finishReasons(trace.stopReasons());
  }

  /** Why an agent stopped it does not say; why its model last did its traces tell. */
  @Override
  public List<Message> messages() {
    if (!answered) {
      return List.of();
    }
    List<Part> said = new ArrayList<>();
    if (completion.length() > 0) {
      said.add(new Part.Text(completion.toString()));
    }
    said.addAll(parts);
    List<String> reasons = trace.stopReasons();
    String last = reasons.isEmpty() ? null : reasons.get(reasons.size() - 1);
    return List.of(new Message("assistant", null, said, last));
  }
}
