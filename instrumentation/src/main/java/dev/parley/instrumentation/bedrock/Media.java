package dev.parley.instrumentation.bedrock;

import dev.parley.instrumentation.internal.Part;
import dev.parley.instrumentation.internal.Tree;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;

/** Images and other data within messages, which are named and measured. */
final class Media {

  static final List<String> MODALITIES = List.of("image", "document", "video", "audio");

  private Media() {}

  /**
   * Data in the form of Converse.
   *
   * @param block its format and source
   */
  static Part part(String modality, Tree block) {
    Tree source = block.get("source");
    String type = mimeType(modality, block.get("format").text());
    String uri = source.get("s3Location").get("uri").text();
    return uri != null
        ? new Part.Uri(modality, type, uri)
        : new Part.Blob(modality, type, length(source.any("bytes", "text")));
  }

  /** In the form that it is sent in: bytes travel as base64. -1 if unknown. */
  static long length(Tree data) {
    if (data.value() instanceof SdkBytes bytes) {
      return (bytes.asByteArrayUnsafe().length + 2L) / 3 * 4;
    }
    String text = data.text();
    return text == null ? -1 : text.length();
  }

  private static @Nullable String mimeType(String modality, @Nullable String format) {
    if (format == null) {
      return null;
    }
    return switch (modality) {
      case "image", "audio" -> modality + '/' + format;
      case "video" -> "video/" + (format.equals("three_gp") ? "3gpp" : format);
      default ->
          switch (format) {
            case "pdf" -> "application/pdf";
            case "txt" -> "text/plain";
            case "md" -> "text/markdown";
            case "csv", "html" -> "text/" + format;
            default -> null;
          };
    };
  }
}
