package dev.parley.server.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class CompressionTest {
  @Test
  @DisplayName("A bomb of 4 GiB, more than any array, is refused after the limit, not inflated")
  void bomb() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] zeros = new byte[1 << 20];
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      for (int i = 0; i < 64; i++) {
        gzip.write(zeros);
      }
    }
    byte[] member = out.toByteArray();
    // Members of a gzip stream may follow each other: 64 × 64 MiB in a few megabytes.
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    for (int i = 0; i < 64; i++) {
      bomb.write(member);
    }
    assertThatThrownBy(() -> Compression.GZIP.decompress(bomb.toByteArray(), 1 << 20))
        .isInstanceOfSatisfying(
            Refusal.class,
            refusal -> assertThat(refusal.reason()).isEqualTo(Refusal.Reason.TOO_LARGE));
  }

  @Test
  @DisplayName("A body of just the limit passes, one cut short is malformed")
  void edges() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(new byte[1000]);
    }
    byte[] gzip = out.toByteArray();
    assertThat(Compression.GZIP.decompress(gzip, 1000)).hasSize(1000);
    byte[] cut = java.util.Arrays.copyOf(gzip, gzip.length - 12);
    assertThatThrownBy(() -> Compression.GZIP.decompress(cut, 1000))
        .isInstanceOfSatisfying(
            Refusal.class,
            refusal -> assertThat(refusal.reason()).isEqualTo(Refusal.Reason.MALFORMED));
  }

  @Test
  @DisplayName("A zstd bomb is refused after the limit, and a window of 128 MiB is not reserved")
  void zstd() throws IOException {
    ByteArrayOutputStream bomb = new ByteArrayOutputStream();
    ByteArrayOutputStream wide = new ByteArrayOutputStream();
    try (ZstdOutputStreamNoFinalizer out = new ZstdOutputStreamNoFinalizer(bomb);
        ZstdOutputStreamNoFinalizer far = new ZstdOutputStreamNoFinalizer(wide)) {
      far.setLong(27);
      far.write(1);
      byte[] zeros = new byte[1 << 20];
      for (int i = 0; i < 256; i++) {
        out.write(zeros);
      }
    }
    assertThat(bomb.size()).isLessThan(1 << 16);
    assertThat(refused(bomb.toByteArray())).isEqualTo(Refusal.Reason.TOO_LARGE);
    assertThat(refused(wide.toByteArray())).isEqualTo(Refusal.Reason.MALFORMED);
  }

  private static Refusal.Reason refused(byte[] zstd) {
    return catchThrowableOfType(Refusal.class, () -> Compression.ZSTD.decompress(zstd, 1 << 20))
        .reason();
  }
}
