package dev.parley.spring;

import dev.parley.sdk.ExportHealth;
import dev.parley.sdk.Parley;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.actuate.info.InfoContributor;

/**
 * What {@code /actuator/info} says under {@code parley}. It has no secret and nothing that was
 * said.
 */
final class ParleyInfo implements InfoContributor {
  private final Parley parley;

  ParleyInfo(Parley parley) {
    this.parley = parley;
  }

  @Override
  public void contribute(Info.Builder builder) {
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("capturesContent", parley.capturesContent());
    told.put("priceBook", parley.prices().version());
    told.put("unpricedCalls", parley.unpricedCalls());
    told.put("exports", parley.exportHealth().stream().map(ParleyInfo::told).toList());
    builder.withDetail("parley", told);
  }

  private static Map<String, Object> told(ExportHealth health) {
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("signal", health.signal());
    told.put("destination", health.destination());
    told.put("exported", health.exported());
    told.put("failed", health.failed());
    told.put("healthy", health.healthy());
    return told;
  }
}
