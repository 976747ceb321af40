package dev.parley.server.dialect;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One place where emitters keep what was said.
 *
 * @param form how good the place is; better ones are asked first
 * @param filler reads it; what is already there stays
 */
record ContentSource(Form form, Filler filler) {

  /** From the best to the least telling. */
  enum Form {
    /** The conventions' message attributes. */
    MESSAGES("the conventions' message attributes"),
    /** Messages flattened into indexed keys. */
    INDEXED("messages flattened into indexed keys"),
    /** A vendor's own message attributes. */
    VENDOR("its emitter's own message attributes"),
    /** Span events. */
    EVENTS("span events"),
    /** A whole prompt or completion in one attribute. */
    WHOLE("a whole prompt or completion in one attribute"),
    /** What went into any unit of work and what came out; of a tool that is no message. */
    PAYLOAD("what went in and came out of the unit of work"),
    /** The provider's request and response as they went over the wire. */
    DOCUMENT("the provider's request and response");

    private final String description;

    Form(String description) {
      this.description = description;
    }

    /** The place in words. */
    String described() {
      return description;
    }

    /** Whether it holds whatever a unit of work took and gave, be it messages or not. */
    boolean isWhole() {
      return this == WHOLE || this == PAYLOAD;
    }
  }

  /** Adds what the span says there to what is known so far. */
  interface Filler {
    void fill(Sent sent, Said said);
  }

  /** Two attributes of any shape that {@link Messages} understands; null where there is none. */
  static ContentSource attributes(Form form, @Nullable String input, @Nullable String output) {
    return new ContentSource(
        form,
        (sent, said) -> {
          if (input != null && sent.attributes().has(input)) {
            said.input(read(sent, said, input, "user"));
          }
          if (output != null && sent.attributes().has(output)) {
            said.output(read(sent, said, output, "assistant"));
          }
        });
  }

  /** System instructions that travel apart from the messages. */
  static ContentSource instructions(Form form, String key) {
    return new ContentSource(
        form,
        (sent, said) -> {
          if (sent.attributes().has(key)) {
            said.system(read(sent, said, key, "system"));
          }
        });
  }

  private static List<Draft> read(Sent sent, Said said, String key, String role) {
    Attributes attributes = sent.attributes();
    return said.read(attributes.get(key), Messages.ofAttribute(attributes, key, role));
  }
}
