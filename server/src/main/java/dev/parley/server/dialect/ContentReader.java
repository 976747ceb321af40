package dev.parley.server.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.server.dialect.Messages.Draft;
import dev.parley.server.model.Content;
import dev.parley.server.model.Message;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.ArrayList;
import java.util.List;

/**
 * What was said, from the newest form that the span carries; older forms of the same content only
 * fill what is missing. Order: messages of the conventions, indexed attributes, message events,
 * prompt and completion events, whole prompt and completion attributes.
 */
final class ContentReader {
  private final Attributes attributes;
  private final List<Draft> system = new ArrayList<>();
  private final List<Draft> input = new ArrayList<>();
  private final List<Draft> output = new ArrayList<>();

  private ContentReader(Attributes attributes) {
    this.attributes = attributes;
  }

  /** What a span says, and the finish reasons of its choices. */
  record Spoken(Content content, List<String> finishReasons) {}

  static Spoken read(Attributes attributes, List<Span.Event> events) {
    ContentReader reader = new ContentReader(attributes);
    reader.structured();
    reader.fill(IndexedMessages.prompts(attributes), IndexedMessages.completions(attributes));
    EventMessages spoken = EventMessages.read(events);
    reader.fill(spoken.input(), spoken.output());
    reader.fill(
        reader.whole("gen_ai.prompt", "user"), reader.whole("gen_ai.completion", "assistant"));
    reader.addToolCalls(spoken.toolCalls());
    return reader.spoken();
  }

  private void structured() {
    system.addAll(whole("gen_ai.system_instructions", "system"));
    input.addAll(whole("gen_ai.input.messages", "user"));
    output.addAll(whole("gen_ai.output.messages", "assistant"));
    if (input.isEmpty()) {
      input.addAll(whole("gen_ai.request.messages", "user"));
    }
    if (output.isEmpty()) {
      output.addAll(whole("gen_ai.response.text", "assistant"));
    }
  }

  /** One attribute: a text, a structure, or a list of JSON texts. */
  private List<Draft> whole(String key, String role) {
    AnyValue value = attributes.get(key);
    if (value == null) {
      return List.of();
    }
    if (value.hasStringValue()) {
      return Messages.ofText(value.getStringValue(), role);
    }
    JsonNode tree = RawJson.tree(value);
    if (!tree.isArray()) {
      return Messages.ofNode(tree, role);
    }
    List<Draft> drafts = new ArrayList<>();
    boolean texts = true;
    for (JsonNode element : tree) {
      texts &= element.isTextual();
    }
    if (!texts) {
      return Messages.ofNode(tree, role);
    }
    tree.forEach(element -> drafts.addAll(Messages.ofText(element.textValue(), role)));
    return drafts;
  }

  private void fill(List<Draft> olderInput, List<Draft> olderOutput) {
    if (input.isEmpty()) {
      input.addAll(olderInput);
    }
    if (output.isEmpty()) {
      output.addAll(olderOutput);
    }
  }

  /** Tool calls told by events of their own, where no answer has them. */
  private void addToolCalls(List<Draft> calls) {
    if (calls.isEmpty() || output.stream().anyMatch(Draft::callsTool)) {
      return;
    }
    if (output.isEmpty()) {
      output.add(new Draft("assistant", Json.MAPPER.createArrayNode(), null, null));
    }
    calls.forEach(call -> output.get(0).parts().addAll(call.parts()));
  }

  private Spoken spoken() {
    List<String> reasons = new ArrayList<>();
    for (Draft draft : output) {
      if (draft.finishReason() != null) {
        reasons.add(Folding.finishReason(draft.finishReason()));
      }
    }
    Content content = new Content(seal(system), seal(input), seal(output));
    return new Spoken(content.isEmpty() ? Content.NONE : content, reasons);
  }

  /** A message with nothing in it, as emitters send when capturing is off, says nothing. */
  private static List<Message> seal(List<Draft> drafts) {
    return drafts.stream().filter(draft -> !draft.parts().isEmpty()).map(Messages::seal).toList();
  }
}
