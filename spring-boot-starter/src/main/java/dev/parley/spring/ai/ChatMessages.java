package dev.parley.spring.ai;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.ToolResponseMessage;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.content.Media;
import org.springframework.ai.content.MediaContent;

/** Spring AI's messages in the form of {@code gen_ai.input.messages}. */
final class ChatMessages {
  private ChatMessages() {}

  static List<Object> asked(@Nullable Prompt prompt) {
    List<Object> messages = new ArrayList<>();
    if (prompt != null) {
      prompt.getInstructions().forEach(message -> messages.add(message(message)));
    }
    return messages;
  }

  static List<Object> answered(@Nullable ChatResponse response) {
    List<Object> messages = new ArrayList<>();
    if (response != null) {
      for (Generation choice : response.getResults()) {
        Map<String, Object> message = message(choice.getOutput());
        String reason = choice.getMetadata().getFinishReason();
        if (reason != null && !reason.isEmpty()) {
          message.put("finish_reason", reason.toLowerCase(Locale.ROOT));
        }
        messages.add(message);
      }
    }
    return messages;
  }

  private static Map<String, Object> message(Message message) {
    List<Object> parts = new ArrayList<>();
    String text = message.getText();
    if (text != null && !text.isEmpty()) {
      parts.add(part("text", "content", text));
    }
    if (message instanceof MediaContent content) {
      content.getMedia().forEach(media -> parts.add(media(media)));
    }
    if (message instanceof AssistantMessage answer) {
      for (AssistantMessage.ToolCall call : answer.getToolCalls()) {
        Map<String, Object> part = part("tool_call", "id", call.id());
        part.put("name", call.name());
        part.put("arguments", call.arguments());
        parts.add(part);
      }
    }
    if (message instanceof ToolResponseMessage results) {
      for (ToolResponseMessage.ToolResponse result : results.getResponses()) {
        Map<String, Object> part = part("tool_call_response", "id", result.id());
        part.put("response", result.responseData());
        parts.add(part);
      }
    }
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("role", message.getMessageType().getValue());
    map.put("parts", parts);
    return map;
  }

  /** That there was an image, never its bytes. */
  private static Map<String, Object> media(Media media) {
    return part("blob", "mime_type", media.getMimeType().toString());
  }

  private static Map<String, Object> part(String type, String key, String value) {
    Map<String, Object> part = new LinkedHashMap<>();
    part.put("type", type);
    part.put(key, value);
    return part;
  }
}
