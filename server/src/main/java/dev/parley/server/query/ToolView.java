package dev.parley.server.query;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.server.model.Tool;
import dev.parley.server.store.Messages;
import org.jspecify.annotations.Nullable;

/**
 * A tool's run; arguments and result are JSON where they are an object or array, else text, null
 * when not captured.
 */
public record ToolView(String name, @Nullable String callId, JsonNode arguments, JsonNode result) {
  static @Nullable ToolView of(@Nullable Tool tool) {
    return tool == null
        ? null
        : new ToolView(
            tool.name(),
            tool.callId(),
            Messages.structured(tool.arguments()),
            Messages.structured(tool.result()));
  }
}
