package dev.parley.instrumentation.gemini;

import dev.parley.instrumentation.internal.Message;
import dev.parley.instrumentation.internal.Part;
import dev.parley.instrumentation.internal.TextRoom;
import dev.parley.instrumentation.internal.Tree;
import dev.parley.sdk.instrumentation.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One candidate, from its pieces. A text goes on where the piece before left off, if both are
 * thoughts or neither is; functions come whole, or argument by argument.
 */
final class GeneratedCandidate {

  /** Something that may still grow. */
  private interface Growing {
    Part part();
  }

  private record GrowingText(boolean thought, StringBuilder text) implements Growing {
    @Override
    public Part part() {
      return thought ? new Part.Reasoning(text.toString()) : new Part.Text(text.toString());
    }
  }

  private record Whole(Part part) implements Growing {}

  private final TextRoom room;
  private final List<Growing> parts = new ArrayList<>();
  private @Nullable StreamedFunction open;
  private @Nullable String role;
  private @Nullable String finishReason;

  GeneratedCandidate(TextRoom room) {
    this.room = room;
  }

  void add(Tree candidate) {
    String reason = candidate.get("finishReason").text();
    finishReason = reason == null ? finishReason : reason;
    Tree content = candidate.get("content");
    String told = content.get("role").text();
    role = told == null ? role : told;
    boolean first = true;
    for (Tree sent : content.get("parts").items()) {
      add(sent, first);
      first = false;
    }
  }

  /**
   * @param goesOn whether it may go on from the piece before
   */
  private void add(Tree sent, boolean goesOn) {
    Tree function = sent.get("functionCall");
    if (StreamedFunction.isPiece(function) || (open != null && function.exists())) {
      function(function);
      return;
    }
    Part part = Contents.part(sent);
    if (part instanceof Part.Text text) {
      text(false, text.content(), goesOn);
    } else if (part instanceof Part.Reasoning thought) {
      text(true, thought.content(), goesOn);
    } else if (part != null) {
      parts.add(new Whole(bounded(part)));
    }
  }

  private void text(boolean thought, String text, boolean goesOn) {
    Growing last = parts.isEmpty() ? null : parts.get(parts.size() - 1);
    if (goesOn && last instanceof GrowingText before && before.thought() == thought) {
      room.append(before.text(), text);
      return;
    }
    // The end of an answer often says nothing more.
    if (!goesOn || !text.isEmpty() || parts.isEmpty()) {
      StringBuilder kept = new StringBuilder();
      room.append(kept, text);
      parts.add(new GrowingText(thought, kept));
    }
  }

  private void function(Tree piece) {
    StreamedFunction growing = open;
    if (growing == null) {
      growing = new StreamedFunction(room);
      StreamedFunction begun = growing;
      parts.add(begun::part);
    }
    open = growing.add(piece) ? growing : null;
  }

  /** What was passed and ran shares the room with what was said. */
  private Part bounded(Part part) {
    if (part instanceof Part.ToolCall call && !fits(call.arguments())) {
      return Part.ToolCall.of(call.id(), call.name(), null);
    } else if (part instanceof Part.ServerToolCall call && !fits(call.arguments())) {
      return new Part.ServerToolCall(call.id(), call.name(), call.type(), null);
    } else if (part instanceof Part.ServerToolResponse response && !fits(response.response())) {
      return new Part.ServerToolResponse(response.id(), response.type(), null);
    }
    return part;
  }

  private boolean fits(@Nullable Object value) {
    if (value == null) {
      return true;
    }
    String written = Json.write(value);
    StringBuilder kept = new StringBuilder();
    room.append(kept, written);
    return kept.length() == written.length();
  }

  /** Without a reason, none is told: it is no error, as long as the stream goes on. */
  Message message() {
    List<Part> said = parts.stream().map(Growing::part).toList();
    return new Message(role == null ? "assistant" : Contents.role(role), null, said, finishReason);
  }
}
