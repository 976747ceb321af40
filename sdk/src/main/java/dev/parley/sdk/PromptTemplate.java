package dev.parley.sdk;

import io.opentelemetry.api.common.AttributeKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The template that a prompt was made from, and which version of it, so that answers can be
 * compared by prompt version:
 *
 * <pre>{@code
 * PromptTemplate template = PromptTemplate.of("Summarise {text} in {n} words.").id("summary").version("3");
 * GenAiSpan.current().prompt(template);
 * }</pre>
 *
 * Immutable.
 */
public final class PromptTemplate {
  private static final AttributeKey<String> TEMPLATE =
      AttributeKey.stringKey("gen_ai.prompt.template");
  private static final AttributeKey<String> HASH = AttributeKey.stringKey("gen_ai.prompt.hash");
  private static final AttributeKey<String> ID =
      AttributeKey.stringKey("gen_ai.prompt.template_id");
  private static final AttributeKey<String> NAME = AttributeKey.stringKey("gen_ai.prompt.name");
  private static final AttributeKey<String> VERSION =
      AttributeKey.stringKey("gen_ai.prompt.version");
  private static final int HASH_BYTES = 8;

  private final String text;
  private final @Nullable String id;
  private final @Nullable String version;

  private PromptTemplate(String text, @Nullable String id, @Nullable String version) {
    this.text = text;
    this.id = id;
    this.version = version;
  }

  /** The template of this text, its variables not filled in; null is the empty text. */
  public static PromptTemplate of(@Nullable String text) {
    return new PromptTemplate(text == null ? "" : text, null, null);
  }

  /** With the id under which the application keeps it; null for none. */
  public PromptTemplate id(@Nullable String templateId) {
    return new PromptTemplate(text, templateId, version);
  }

  /** With its version; null for none. */
  public PromptTemplate version(@Nullable String templateVersion) {
    return new PromptTemplate(text, id, templateVersion);
  }

  /** The first 16 hex digits of the SHA-256 of the text in UTF-8. */
  public String hash() {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, HASH_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** The text is content, which may be switched off or redacted; hash, id and version are not. */
  void write(SpanWriter span, Parley parley) {
    span.set(HASH, hash());
    span.set(ID, id);
    span.set(NAME, id);
    span.set(VERSION, version);
    RecordedText recorded = RecordedText.of(parley, TEMPLATE.getKey(), () -> text);
    if (recorded != null) {
      recorded.write(span, TEMPLATE);
    }
  }

  @Override
  public String toString() {
    return "PromptTemplate{"
        + (id == null ? hash() : id)
        + (version == null ? "" : " " + version)
        + '}';
  }
}
