package dev.parley.server.dialect;

import dev.parley.server.model.Kind;
import dev.parley.server.model.Tool;
import dev.parley.server.wire.WireSpan;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tool that a span ran. A model call that only asks for a tool ran none. */
final class Tools {
  private static final String SPAN_NAME = "execute_tool ";

  private Tools() {}

  static @Nullable Tool read(Reader reader, Sent sent, Vocabulary vocabulary, Kind kind) {
    boolean mcp = kind == Kind.MCP && reader.text(Field.TOOL_NAME) != null;
    if (kind != Kind.TOOL_CALL && !mcp) {
      return null;
    }
    String name = reader.text(Field.TOOL_NAME);
    String arguments = reader.content(Field.TOOL_ARGUMENTS);
    String result = reader.content(Field.TOOL_RESULT);
    String callId = reader.text(Field.TOOL_CALL_ID);
    for (WireSpan.Event event : sent.events()) {
      if (!event.name().startsWith("gen_ai.tool.")) {
        continue;
      }
      Attributes told = new Attributes(event.attributes());
      switch (event.name()) {
        case "gen_ai.tool.call" -> {
          name = name == null ? told.text(List.of("gen_ai.tool.name", "tool_call.name")) : name;
          callId =
              callId == null ? told.text(List.of("tool_call.id", "gen_ai.tool.call.id")) : callId;
          arguments =
              arguments == null
                  ? EventMessages.firstContent(
                      told,
                      "gen_ai.function.call.arguments",
                      "gen_ai.tool.call.arguments",
                      "tool_call.function.arguments",
                      "tool_call.input")
                  : arguments;
        }
        case "gen_ai.tool.result" ->
            result =
                result == null
                    ? EventMessages.firstContent(
                        told, "gen_ai.function.call.result", "gen_ai.tool.call.result")
                    : result;
        default -> {}
      }
    }
    name = name == null ? vocabulary.nameOf(sent, Kind.TOOL_CALL) : name;
    return new Tool(name == null ? nameOf(sent.name()) : name, callId, arguments, result);
  }

  private static String nameOf(String spanName) {
    return spanName.startsWith(SPAN_NAME) ? spanName.substring(SPAN_NAME.length()) : spanName;
  }
}
