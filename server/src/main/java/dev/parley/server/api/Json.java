package dev.parley.server.api;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.Locale;

/**
 * How values are written: instants as epoch milliseconds with up to three decimals, money as exact
 * decimal strings, numbers without exponent, enums in lower case, null as null.
 */
final class Json {
  private interface Writer<T> {
    void write(T value, JsonGenerator out) throws IOException;
  }

  private Json() {}

  static JsonMapper mapper() {
    SimpleModule module = new SimpleModule();
    module.addSerializer(
        Instant.class, serializer((value, out) -> out.writeNumber(plain(millis(value)))));
    module.addSerializer(
        BigDecimal.class, serializer((value, out) -> out.writeString(value.toPlainString())));
    JsonSerializer<Double> doubles =
        serializer((value, out) -> out.writeNumber(plain(BigDecimal.valueOf(value))));
    module.addSerializer(Double.class, doubles);
    module.addSerializer(double.class, doubles);
    module.addSerializer(
        Enum.class,
        serializer((value, out) -> out.writeString(value.name().toLowerCase(Locale.ROOT))));
    return JsonMapper.builder().addModule(module).build();
  }

  private static <T> JsonSerializer<T> serializer(Writer<T> writer) {
    return new JsonSerializer<>() {
      @Override
      public void serialize(T value, JsonGenerator out, SerializerProvider provider)
          throws IOException {
        writer.write(value, out);
      }
    };
  }

  private static BigDecimal millis(Instant instant) {
    return BigDecimal.valueOf(instant.getEpochSecond())
        .movePointRight(3)
        .add(BigDecimal.valueOf(instant.getNano(), 6))
        .setScale(3, RoundingMode.HALF_UP);
  }

  private static String plain(BigDecimal number) {
    String text = number.toPlainString();
    return number.scale() <= 0 ? text : number.stripTrailingZeros().toPlainString();
  }
}
