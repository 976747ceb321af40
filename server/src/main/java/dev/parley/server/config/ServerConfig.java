package dev.parley.server.config;

import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a server is set up. {@link ConfigReader} reads it; tests build on {@link #forFolder}.
 *
 * @param bindAddress address to listen on; one that is not loopback needs keys
 * @param grpcPort first port, 0 for any free one
 * @param httpPort second port, 0 for any free one
 * @param dataFolder where everything is stored
 * @param allowedHosts further host names that requests may name
 * @param allowedOrigins further origins that may call, as {@code scheme://host[:port]}
 * @param tls certificate and key, or null for plain text
 * @param redact names of the built-in rules of redaction that are on
 * @param redactPatterns further patterns to redact, or null
 * @param maxBodyBytes largest request body, before and after decompression
 * @param memoryLimitMb memory of the store's engine
 * @param queryThreads how many queries run at once
 * @param queueRecords records that may wait for their commit
 * @param pricesFile prices that add to or replace the built-in ones, or null
 * @param metrics whether the counters of calls are kept and shown
 * @param metricsSeries series of each metric at most
 * @param retentionDays how many whole days are kept beside the present one, or null for all
 * @param retentionBytes how much disk may be in use, or null for any amount
 * @param logLevel error, warn, info or debug
 * @param logFormat text or json
 * @param ownTraces where the server sends spans of its own, or null
 */
public record ServerConfig(
    InetAddress bindAddress,
    int grpcPort,
    int httpPort,
    Path dataFolder,
    Set<String> allowedHosts,
    Set<String> allowedOrigins,
    @Nullable TlsFiles tls,
    Set<String> redact,
    @Nullable Path redactPatterns,
    int maxBodyBytes,
    int memoryLimitMb,
    int queryThreads,
    int queueRecords,
    @Nullable Path pricesFile,
    boolean metrics,
    int metricsSeries,
    @Nullable Integer retentionDays,
    @Nullable Long retentionBytes,
    String logLevel,
    String logFormat,
    @Nullable URI ownTraces) {

  public ServerConfig {
    allowedHosts = Set.copyOf(allowedHosts);
    allowedOrigins = Set.copyOf(allowedOrigins);
    redact = Set.copyOf(redact);
  }

  /**
   * The defaults, on free loopback ports, with a data folder of the caller's.
   *
   * @param flags further flags, as on the command line
   */
  public static ServerConfig forFolder(Path dataFolder, String... flags) {
    List<String> all =
        new ArrayList<>(List.of("--grpc-port=0", "--http-port=0", "--data=" + dataFolder));
    all.addAll(List.of(flags));
    return ConfigReader.read(all.toArray(new String[0]), Map.of(), dataFolder);
  }
}
