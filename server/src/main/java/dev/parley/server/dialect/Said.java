package dev.parley.server.dialect;

import dev.parley.server.model.Content;
import dev.parley.server.model.LargeText;
import dev.parley.server.model.Message;
import dev.parley.server.wire.Value;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a span says, gathered from the best place to the worst: each of its three parts is taken
 * whole from the first place that has any of it.
 */
final class Said {
  private final List<Draft> system = new ArrayList<>();
  private final List<Draft> input = new ArrayList<>();
  private final List<Draft> output = new ArrayList<>();
  private final IdentityHashMap<Value, List<LargeText.Quoted>> quoted = new IdentityHashMap<>(4);
  private boolean asked;

  /** Notes what an attribute was read as, if it says that and nothing else. */
  List<Draft> read(@Nullable Value value, List<Draft> drafts) {
    if (value != null && value.isText() && !drafts.isEmpty()) {
      List<LargeText.Quoted> messages = new ArrayList<>(drafts.size());
      for (Draft draft : drafts) {
        LargeText.Quoted message = draft.quoted();
        if (message == null) {
          return drafts;
        }
        messages.add(message);
      }
      quoted.put(value, messages);
    }
    return drafts;
  }

  /** The messages that this attribute's text is the JSON of; empty where it is more than that. */
  List<LargeText.Quoted> quoted(Value value) {
    return quoted.getOrDefault(value, List.of());
  }

  void system(List<Draft> drafts) {
    fill(system, drafts);
  }

  void input(List<Draft> drafts) {
    fill(input, drafts);
  }

  void output(List<Draft> drafts) {
    fill(output, drafts);
  }

  void withdrawOutput() {
    output.clear();
  }

  boolean lacksInput() {
    asked = true;
    return input.isEmpty();
  }

  boolean lacksOutput() {
    asked = true;
    return output.isEmpty();
  }

  /** Whether anybody asked since {@link #forgetQuestions} what is there. */
  boolean wasAsked() {
    return asked;
  }

  void forgetQuestions() {
    asked = false;
  }

  private static void fill(List<Draft> part, List<Draft> drafts) {
    if (part.isEmpty()) {
      for (Draft draft : drafts) {
        // A message with nothing in it, as emitters send when capturing is off, says nothing; that
        // of a choice still has its finish reason.
        if (!draft.isEmpty() || draft.finishReason() != null) {
          part.add(draft);
        }
      }
    }
  }

  /** Tool calls told apart from the answer, where no answer has them. */
  void toolCalls(List<Draft> calls) {
    if (calls.stream().allMatch(call -> call.isEmpty())
        || output.stream().anyMatch(Draft::callsTool)) {
      return;
    }
    if (output.isEmpty()) {
      output.add(new Draft("assistant", Json.MAPPER.createArrayNode(), null, null));
    }
    calls.forEach(call -> output.get(0).parts().addAll(call.parts()));
  }

  /** Reasoning told apart from the answer comes before it. */
  void reasoning(String text) {
    if (output.stream().anyMatch(Draft::reasons)) {
      return;
    }
    if (output.isEmpty()) {
      output.add(new Draft("assistant", Json.MAPPER.createArrayNode(), null, null));
    }
    output.get(0).parts().insert(0, Parts.reasoning(text));
  }

  /** One per choice that has any. */
  List<String> finishReasons() {
    if (output.isEmpty()) {
      return List.of();
    }
    List<String> reasons = new ArrayList<>();
    for (Draft draft : output) {
      if (draft.finishReason() != null) {
        reasons.add(Folding.finishReason(draft.finishReason()));
      }
    }
    return reasons;
  }

  Content content() {
    if (system.isEmpty() && input.isEmpty() && output.isEmpty()) {
      return Content.NONE;
    }
    Content content = new Content(seal(system), seal(input), seal(output));
    return content.isEmpty() ? Content.NONE : content;
  }

  /**
   * The canonical messages of those that say anything: with capturing off, emitters send ids and
   * names alone.
   */
  static List<Message> seal(List<Draft> drafts) {
    if (drafts.isEmpty()) {
      return List.of();
    }
    List<Message> messages = new ArrayList<>(drafts.size());
    for (Draft draft : drafts) {
      if (!draft.isEmpty()) {
        messages.add(draft.message());
      }
    }
    return messages;
  }
}
