package dev.parley.instrumentation.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.parley.instrumentation.internal.Part;
import java.util.ArrayList;
import java.util.List;

/** Reads what a message contains: a text, or parts. */
final class ContentParts {

  private ContentParts() {}

  static List<Part> of(JsonNode content) {
    List<Part> parts = new ArrayList<>();
    if (content.isTextual()) {
      parts.add(new Part.Text(content.textValue()));
    }
    content.forEach(part -> parts.add(part(part)));
    return parts;
  }

  /** The text of all parts, with a placeholder for every part that is none. */
  static String text(JsonNode content) {
    if (!content.isArray()) {
      return content.asText();
    }
    StringBuilder text = new StringBuilder();
    for (JsonNode part : content) {
      if (!text.isEmpty()) {
        text.append('\n');
      }
      text.append(placeholder(part(part)));
    }
    return text.toString();
  }

  private static String placeholder(Part part) {
    if (part instanceof Part.Text text) {
      return text.content();
    } else if (part instanceof Part.Refusal refusal) {
      return refusal.content();
    } else if (part instanceof Part.Blob blob) {
      return '[' + blob.modality() + ']';
    } else if (part instanceof Part.Uri uri) {
      return '[' + uri.modality() + ']';
    }
    return part instanceof Part.Other other ? '[' + other.type() + ']' : "[file]";
  }

  /** What a model said aloud: what it meant, and the sound of it. */
  static List<Part> spoken(JsonNode audio) {
    List<Part> parts = new ArrayList<>();
    if (audio.path("transcript").isTextual()) {
      parts.add(new Part.Text(audio.path("transcript").textValue()));
    }
    parts.add(new Part.Blob("audio", null, audio.path("data").asText().length()));
    return parts;
  }

  private static Part part(JsonNode part) {
    String type = part.path("type").asText();
    return switch (type) {
      case "text", "input_text", "output_text", "summary_text", "reasoning_text" ->
          new Part.Text(part.path("text").asText());
      case "refusal" -> new Part.Refusal(part.path("refusal").asText());
      case "image_url" -> image(part.path("image_url").path("url").asText());
      case "input_audio" -> audio(part.path("input_audio"));
      case "input_image" -> inputImage(part);
      case "file" -> file(part.path("file"));
      case "input_file" -> file(part);
      default -> new Part.Other(type.isEmpty() ? "unknown" : type, part.toString().length());
    };
  }

  private static Part inputImage(JsonNode part) {
    return part.path("file_id").isTextual()
        ? new Part.File("image", part.path("file_id").textValue())
        : image(part.path("image_url").asText());
  }

  private static Part image(String url) {
    int comma = url.indexOf(',');
    if (url.startsWith("data:") && comma > 0) {
      String type = url.substring("data:".length(), comma).replace(";base64", "");
      return new Part.Blob("image", type, url.length() - comma - 1L);
    }
    return new Part.Uri("image", null, url);
  }

  private static Part audio(JsonNode audio) {
    return new Part.Blob(
        "audio",
        "audio/" + audio.path("format").asText("wav"),
        audio.path("data").asText().length());
  }

  private static Part file(JsonNode file) {
    if (file.path("file_id").isTextual()) {
      return new Part.File("document", file.path("file_id").textValue());
    }
    if (file.path("file_url").isTextual()) {
      return new Part.Uri("document", null, file.path("file_url").textValue());
    }
    String data = file.path("file_data").asText();
    return new Part.Blob(
        "document", "application/octet-stream", data.length() - data.indexOf(',') - 1L);
  }
}
