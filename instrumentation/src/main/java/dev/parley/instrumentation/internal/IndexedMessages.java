package dev.parley.instrumentation.internal;

import dev.parley.sdk.instrumentation.Json;
import io.opentelemetry.api.trace.Span;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes messages and tools as one attribute per value, with their position in the key: {@code
 * gen_ai.prompt.0.role}, {@code gen_ai.completion.0.tool_calls.1.function.name}. Roles, ids, names
 * and definitions are always written; what was said and passed only where content is captured.
 */
public final class IndexedMessages {

  /**
   * How the parts of one message become one text.
   *
   * @param separator between two of them
   * @param placeholders whether a part that is no text leaves its name in brackets
   */
  public record Form(String separator, boolean placeholders) {}

  private final Span span;
  private final ContentCapture capture;

  IndexedMessages(Span span, ContentCapture capture) {
    this.span = span;
    this.capture = capture;
  }

  /** The instructions come first, as messages of the system. */
  void prompts(List<Message> instructions, List<Message> messages) {
    int index = 0;
    for (Message message : instructions) {
      prompt(index++, message);
    }
    for (Message message : messages) {
      prompt(index++, message);
    }
  }

  private void prompt(int index, Message message) {
    String key = "gen_ai.prompt." + index;
    message(key, message);
    for (Part part : message.parts()) {
      if (part instanceof Part.ToolResponse response && response.id() != null) {
        span.setAttribute(key + ".tool_call_id", response.id());
        return;
      }
    }
  }

  void completions(List<Message> answers) {
    for (int i = 0; i < answers.size(); i++) {
      String key = "gen_ai.completion." + i;
      text(key + ".finish_reason", answers.get(i).finishReason());
      message(key, answers.get(i));
    }
  }

  void tools(List<ToolDefinition> tools) {
    for (int i = 0; i < tools.size(); i++) {
      String key = "gen_ai.request.tools." + i;
      ToolDefinition tool = tools.get(i);
      span.setAttribute(key + ".type", tool.type());
      text(key + ".function.name", tool.name());
      text(key + ".function.description", tool.description());
      if (tool.parameters() != null) {
        span.setAttribute(key + ".function.parameters", Json.write(tool.parameters()));
      }
    }
  }

  private void message(String key, Message message) {
    span.setAttribute(key + ".role", message.role());
    if (capture.content()) {
      said(key + ".content", content(message));
    }
    int index = 0;
    for (Part part : message.parts()) {
      if (part instanceof Part.ToolCall call) {
        toolCall(key + ".tool_calls." + index++, call);
      }
    }
  }

  private void toolCall(String key, Part.ToolCall call) {
    text(key + ".id", call.id());
    span.setAttribute(key + ".type", call.type());
    text(key + ".function.name", call.name());
    if (capture.content()) {
      String text = call.argumentsText();
      if (text == null && call.arguments() != null) {
        text = text(call.arguments());
      }
      said(key + ".function.arguments", text);
    }
  }

  /** All that a message says; null if it says nothing. */
  private @Nullable String content(Message message) {
    StringBuilder all = null;
    for (Part part : message.parts()) {
      String text = text(part);
      if (text != null) {
        all = all == null ? new StringBuilder() : all.append(capture.form().separator());
        all.append(text);
      }
    }
    return all == null ? null : all.toString();
  }

  private @Nullable String text(Part part) {
    if (part instanceof Part.Text text) {
      return text.content();
    } else if (part instanceof Part.Refusal refusal) {
      return refusal.content();
    } else if (part instanceof Part.ToolResponse response) {
      return response.response() == null ? null : text(response.response());
    } else if (part instanceof Part.ToolCall
        || part instanceof Part.ServerToolCall
        || part instanceof Part.ServerToolResponse
        || part instanceof Part.Reasoning) {
      return null;
    }
    return capture.form().placeholders() ? '[' + kind(part) + ']' : null;
  }

  private static String kind(Part part) {
    if (part instanceof Part.Blob blob) {
      return blob.modality();
    } else if (part instanceof Part.Uri uri) {
      return uri.modality();
    } else if (part instanceof Part.File) {
      return "file";
    }
    return part instanceof Part.Other other ? other.type() : "part";
  }

  private static String text(Object value) {
    return value instanceof String text ? text : Json.write(value);
  }

  private void said(String key, @Nullable String text) {
    if (text != null) {
      text(key, capture.redacted(key, text));
    }
  }

  private void text(String key, @Nullable String value) {
    if (value != null) {
      span.setAttribute(key, value);
    }
  }
}
