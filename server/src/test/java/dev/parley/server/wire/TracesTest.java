package dev.parley.server.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The reader beside OTLP's generated classes: what it reads is what they read. Where they refuse,
 * or repair, it leaves the request to them.
 */
final class TracesTest {
  private static final int REQUESTS = 400;

  @Test
  @DisplayName("Requests of any shape are read as the generated classes read them")
  void readsTheSame() {
    for (int seed = 0; seed < REQUESTS; seed++) {
      ExportTraceServiceRequest request = new RandomTraces(seed).request();
      assertThat(Traces.of(request).equals(Traces.read(request.toByteArray())))
          .as("the same for seed %d", seed)
          .isTrue();
    }
  }

  @Test
  @DisplayName("Damaged requests are read as the generated classes read them, or left to them")
  void damage() throws IOException {
    int read = 0;
    int left = 0;
    for (int seed = 0; seed < REQUESTS; seed++) {
      Random random = new Random(seed);
      byte[] whole = new RandomTraces(seed).request().toByteArray();
      for (int round = 0; round < 40 && whole.length > 0; round++) {
        byte[] damaged = damage(whole, random);
        Traces traces = Traces.read(damaged);
        ExportTraceServiceRequest request = generated(damaged);
        if (traces == null) {
          left++;
        } else {
          assertThat(request).as("seed %d, round %d: they refuse it", seed, round).isNotNull();
          assertThat(traces.equals(Traces.of(request)))
              .as("the same for seed %d, round %d", seed, round)
              .isTrue();
          read++;
        }
      }
    }
    // Else the test would prove nothing.
    assertThat(read).isGreaterThan(1000);
    assertThat(left).isGreaterThan(1000);
  }

  @Test
  @DisplayName("Noise is read as the generated classes read it, or left to them")
  void noise() throws IOException {
    Random random = new Random(1);
    for (int round = 0; round < 20_000; round++) {
      byte[] noise = new byte[random.nextInt(24)];
      random.nextBytes(noise);
      if (noise.length > 1 && random.nextBoolean()) {
        noise[0] = 10;
        noise[1] = (byte) (noise.length - 2);
      }
      Traces traces = Traces.read(noise);
      if (traces != null) {
        assertThat(traces).isEqualTo(Traces.of(generated(noise)));
      }
    }
  }

  @Test
  @DisplayName("A newer sender's fields are passed over")
  void newerFields() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.writeString(90, "new");
    out.writeFixed64(91, 7);
    out.writeFixed32(92, 7);
    out.writeInt64(93, -1);
    out.flush();
    byte[] fields = bytes.toByteArray();
    ByteArrayOutputStream span = new ByteArrayOutputStream();
    CodedOutputStream inner = CodedOutputStream.newInstance(span);
    inner.writeString(5, "chat");
    inner.writeRawBytes(fields);
    inner.flush();
    byte[] body = message(1, message(2, message(2, span.toByteArray())));

    Traces traces = Traces.read(body);

    assertThat(traces).isNotNull().isEqualTo(Traces.of(ExportTraceServiceRequest.parseFrom(body)));
    assertThat(traces.resources().get(0).scopes().get(0).spans().get(0).name()).isEqualTo("chat");
  }

  @Test
  @DisplayName("Text that is not UTF-8, fields sent twice and deep values are left to them")
  void unusual() throws IOException {
    byte[] badName = message(5, new byte[] {'a', (byte) 0xFF});
    assertThat(Traces.read(message(1, message(2, message(2, badName))))).isNull();
    byte[] resource = message(1, new byte[0]);
    assertThat(Traces.read(message(1, concat(resource, resource)))).isNull();
    byte[] value = message(1, "x".getBytes(StandardCharsets.UTF_8));
    for (int depth = 0; depth < 60; depth++) {
      value = message(5, message(1, value));
    }
    byte[] attribute = message(9, message(2, value));
    assertThat(Traces.read(message(1, message(2, message(2, attribute))))).isNull();
  }

  private static byte[] message(int field, byte[] content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.writeBytes(field, ByteString.copyFrom(content));
    out.flush();
    return bytes.toByteArray();
  }

  private static byte[] concat(byte[] one, byte[] other) {
    byte[] both = Arrays.copyOf(one, one.length + other.length);
    System.arraycopy(other, 0, both, one.length, other.length);
    return both;
  }

  private static byte[] damage(byte[] whole, Random random) {
    byte[] bytes = whole.clone();
    switch (random.nextInt(3)) {
      case 0 -> bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      case 1 -> bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      default -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
    }
    return bytes;
  }

  private static @Nullable ExportTraceServiceRequest generated(byte[] body) throws IOException {
    try {
      CodedInputStream in = CodedInputStream.newInstance(body);
      ExportTraceServiceRequest request = ExportTraceServiceRequest.parseFrom(in);
      in.checkLastTagWas(0);
      return request;
    } catch (InvalidProtocolBufferException refused) {
      return null;
    }
  }
}
