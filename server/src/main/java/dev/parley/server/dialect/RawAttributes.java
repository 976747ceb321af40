package dev.parley.server.dialect;

import dev.parley.server.model.LargeText;
import dev.parley.server.wire.Attribute;
import dev.parley.server.wire.Utf8;
import dev.parley.server.wire.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A span's attributes as JSON, and the large texts among them, which are not written out.
 *
 * @param outline as {@link RawJson} writes it, with an empty string for each large text
 * @param largeTexts in order; null where a structure may have some inside, and none is left out
 */
record RawAttributes(String outline, @Nullable List<LargeText> largeTexts) {
  private static final RawAttributes NONE = new RawAttributes("{}", List.of());

  /** As few bytes of a structure are passed on as they are; it then has no reference either. */
  private static final int SMALL = LargeText.LENGTH;

  static RawAttributes write(List<Attribute> attributes, Said said) {
    if (attributes.isEmpty()) {
      return NONE;
    }
    JsonText out = JsonText.open();
    List<LargeText> large = null;
    Distinct distinct = new Distinct(attributes);
    // Outside of ASCII an index in bytes is none in characters.
    int counted = 0;
    int characters = 0;
    boolean plain = true;
    out.raw('{');
    for (int i = 0; i < attributes.size() && plain; i++) {
      if (!distinct.isFirst(i)) {
        continue;
      }
      Attribute attribute = attributes.get(i);
      if (out.length() > 1) {
        out.raw(',');
      }
      RawJson.writeKey(attribute, out);
      plain = attribute.name().indexOf('$') != 0;
      Value value = attribute.value();
      if (isLarge(value)) {
        characters += Utf8.length(out.bytes(), counted, out.length());
        counted = out.length();
        large = large == null ? new ArrayList<>(4) : large;
        large.add(
            new LargeText(
                attribute.name(),
                characters,
                value.utf8(),
                value.from(),
                value.to(),
                said.quoted(value)));
        out.raw('"').raw('"');
        continue;
      }
      int from = out.length();
      RawJson.writeMember(value, out);
      switch (value.type()) {
        case BYTES -> plain &= out.length() - from < SMALL;
        case LIST, OBJECT ->
            plain &=
                out.length() - from < SMALL && !Utf8.contains(out.bytes(), from, out.length(), '$');
        default -> {}
      }
    }
    String outline = out.raw('}').close();
    return plain
        ? new RawAttributes(outline, large == null ? List.of() : large)
        : new RawAttributes(RawJson.object(attributes), null);
  }

  private static boolean isLarge(Value value) {
    return value.isText()
        && value.to() - value.from() >= LargeText.LENGTH
        && Utf8.length(value.utf8(), value.from(), value.to()) >= LargeText.LENGTH;
  }
}
