package dev.parley.server.otlp;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import dev.parley.server.otlp.Refusal.Reason;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

/** How a body was compressed. */
enum Compression {
  NONE {
    @Override
    InputStream open(InputStream compressed) {
      return compressed;
    }
  },
  GZIP {
    @Override
    InputStream open(InputStream compressed) throws IOException {
      return new GZIPInputStream(compressed, 1 << 16);
    }
  },
  ZSTD {
    @Override
    InputStream open(InputStream compressed) throws IOException {
      var decompressed = new ZstdInputStreamNoFinalizer(compressed);
      decompressed.setLongMax(MOST_ZSTD_WINDOW);
      return decompressed;
    }
  };

  /**
   * 32 MiB, as the binary logarithm: what a frame asks for is reserved at once. RFC 9659 has 8 MiB
   * for HTTP, but Go's encoder, which Collectors use, asks for more at its best levels.
   */
  private static final int MOST_ZSTD_WINDOW = 25;

  abstract InputStream open(InputStream compressed) throws IOException;

  static Compression of(String contentEncoding) {
    return switch (contentEncoding.strip().toLowerCase(Locale.ROOT)) {
      case "", "identity" -> NONE;
      case "gzip", "x-gzip" -> GZIP;
      case "zstd" -> ZSTD;
      default ->
          throw new Refusal(
              Reason.MEDIA_TYPE,
              "content-encoding: \"" + contentEncoding + "\" (expected: gzip, zstd or none)");
    };
  }

  /** Stops as soon as the limit is passed, so that a bomb is never inflated whole. */
  byte[] decompress(byte[] body, int maxBytes) {
    if (this == NONE) {
      return body;
    }
    long guess = Math.min(maxBytes, Math.max(1024L, body.length * 4L));
    ByteArrayOutputStream out = new ByteArrayOutputStream((int) guess);
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = open(new ByteArrayInputStream(body))) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        if (out.size() + (long) n > maxBytes) {
          throw new Refusal(
              Reason.TOO_LARGE, "the body is larger than " + maxBytes + " bytes when decompressed");
        }
        out.write(buffer, 0, n);
      }
    } catch (IOException e) {
      throw new Refusal(
          Reason.MALFORMED,
          "the body is not " + name().toLowerCase(Locale.ROOT) + ": " + e.getMessage());
    }
    return out.toByteArray();
  }
}
