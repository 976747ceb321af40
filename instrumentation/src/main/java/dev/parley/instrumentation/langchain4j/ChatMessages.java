package dev.parley.instrumentation.langchain4j;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.AudioContent;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.PdfFileContent;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.data.message.VideoContent;
import dev.langchain4j.model.output.FinishReason;
import dev.parley.instrumentation.internal.Message;
import dev.parley.instrumentation.internal.Part;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads LangChain4j's messages. */
final class ChatMessages {
  private ChatMessages() {}

  static Message said(ChatMessage message) {
    if (message instanceof SystemMessage system) {
      return Message.of("system", List.of(new Part.Text(system.text())));
    } else if (message instanceof UserMessage user) {
      return new Message("user", user.name(), parts(user.contents()), null);
    } else if (message instanceof AiMessage answer) {
      return Message.of("assistant", parts(answer));
    } else if (message instanceof ToolExecutionResultMessage result) {
      return Message.of(
          "tool", List.of(new Part.ToolResponse(result.id(), result.toolName(), text(result))));
    }
    String type = message.type().name().toLowerCase(Locale.ROOT);
    return Message.of(type, List.of(new Part.Other(type, -1)));
  }

  private static String text(ToolExecutionResultMessage result) {
    return text(result.contents());
  }

  /** The text of contents, without what is none. */
  static String text(@Nullable List<Content> contents) {
    List<String> texts = new ArrayList<>();
    if (contents != null) {
      for (Content content : contents) {
        if (content instanceof TextContent text) {
          texts.add(text.text());
        }
      }
    }
    return String.join("\n", texts);
  }

  static List<Part> parts(AiMessage answer) {
    List<Part> parts = new ArrayList<>();
    if (answer.thinking() != null) {
      parts.add(new Part.Reasoning(answer.thinking()));
    }
    if (answer.text() != null) {
      parts.add(new Part.Text(answer.text()));
    }
    answer
        .images()
        .forEach(
            image -> parts.add(data("image", image.url(), image.mimeType(), image.base64Data())));
    for (ToolExecutionRequest call : answer.toolExecutionRequests()) {
      parts.add(Part.ToolCall.of(call.id(), call.name(), call.arguments()));
    }
    return parts;
  }

  private static List<Part> parts(List<Content> contents) {
    List<Part> parts = new ArrayList<>();
    contents.forEach(content -> parts.add(part(content)));
    return parts;
  }

  private static Part part(Content content) {
    if (content instanceof TextContent text) {
      return new Part.Text(text.text());
    } else if (content instanceof ImageContent image) {
      return data(
          "image", image.image().url(), image.image().mimeType(), image.image().base64Data());
    } else if (content instanceof AudioContent audio) {
      return data(
          "audio", audio.audio().url(), audio.audio().mimeType(), audio.audio().base64Data());
    } else if (content instanceof VideoContent video) {
      return data(
          "video", video.video().url(), video.video().mimeType(), video.video().base64Data());
    } else if (content instanceof PdfFileContent pdf) {
      return data(
          "document", pdf.pdfFile().url(), pdf.pdfFile().mimeType(), pdf.pdfFile().base64Data());
    }
    return new Part.Other(content.type().name().toLowerCase(Locale.ROOT), -1);
  }

  /** That there was data, and where, never the data. */
  private static Part data(
      String modality, @Nullable URI url, @Nullable String mimeType, @Nullable String base64) {
    if (url != null && !"data".equalsIgnoreCase(url.getScheme())) {
      return new Part.Uri(modality, mimeType, url.toString());
    }
    return new Part.Blob(modality, mimeType, base64 == null ? -1 : base64.length());
  }

  /** Null where none was told. */
  static @Nullable String reason(@Nullable FinishReason reason) {
    if (reason == null) {
      return null;
    }
    return reason == FinishReason.TOOL_EXECUTION
        ? "tool_calls"
        : reason.name().toLowerCase(Locale.ROOT);
  }
}
