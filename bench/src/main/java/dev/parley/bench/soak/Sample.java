package dev.parley.bench.soak;

import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.TreeMap;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * The memory in use after a full collection.
 *
 * @param visits so far
 * @param heapBytes that live objects take
 * @param instances of Parley's own classes, by class
 */
record Sample(long visits, long heapBytes, Map<String, Long> instances) {
  private static final String OURS = "dev.parley.";
  private static final String BENCH = "dev.parley.bench.";

  /** Collects and counts; nothing else should run meanwhile. */
  static Sample take(long visits) {
    // Twice: what the first finds unreachable may have held more by reference objects.
    System.gc();
    System.gc();
    return new Sample(
        visits,
        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
        parse(histogram()));
  }

  long total() {
    return instances.values().stream().mapToLong(Long::longValue).sum();
  }

  private static String histogram() {
    try {
      return (String)
          ManagementFactory.getPlatformMBeanServer()
              .invoke(
                  new ObjectName("com.sun.management:type=DiagnosticCommand"),
                  "gcClassHistogram",
                  new Object[] {new String[0]},
                  new String[] {String[].class.getName()});
    } catch (JMException e) {
      throw new IllegalStateException("this JVM tells no class histogram", e);
    }
  }

  /** Lines such as {@code 12: 340 10880 dev.parley.sdk.Step (module)}. */
  static Map<String, Long> parse(String histogram) {
    Map<String, Long> counts = new TreeMap<>();
    histogram
        .lines()
        .map(line -> line.strip().split("\\s+"))
        .filter(fields -> fields.length >= 4)
        .filter(fields -> fields[3].startsWith(OURS) && !fields[3].startsWith(BENCH))
        .forEach(fields -> counts.merge(fields[3], Long.parseLong(fields[1]), Long::sum));
    return counts;
  }
}
