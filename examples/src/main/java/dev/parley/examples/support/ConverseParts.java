package dev.parley.examples.support;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlockDeltaEvent;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlockStartEvent;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponseHandler;

/**
 * Puts the pieces of a streamed answer together. The client tells one event after another, and all
 * of them before the call's future completes.
 */
final class ConverseParts {

  private record Begun(String id, String tool, StringBuilder arguments) {}

  private final StringBuilder text = new StringBuilder();
  private final TreeMap<Integer, Begun> calls = new TreeMap<>();

  ConverseStreamResponseHandler handler() {
    return ConverseStreamResponseHandler.builder()
        .subscriber(
            ConverseStreamResponseHandler.Visitor.builder()
                .onContentBlockStart(this::begin)
                .onContentBlockDelta(this::add)
                .build())
        .build();
  }

  private void begin(ContentBlockStartEvent event) {
    if (event.start().toolUse() != null) {
      calls.put(
          event.contentBlockIndex(),
          new Begun(
              event.start().toolUse().toolUseId(),
              event.start().toolUse().name(),
              new StringBuilder()));
    }
  }

  private void add(ContentBlockDeltaEvent event) {
    Begun call = calls.get(event.contentBlockIndex());
    if (call != null && event.delta().toolUse() != null) {
      call.arguments().append(event.delta().toolUse().input());
    } else if (event.delta().text() != null) {
      text.append(event.delta().text());
    }
  }

  Said.Answer answer() {
    List<Said.Call> made = new ArrayList<>();
    calls
        .values()
        .forEach(
            call -> made.add(new Said.Call(call.id(), call.tool(), call.arguments().toString())));
    return new Said.Answer(text.toString(), made);
  }
}
