package dev.parley.examples.demo;

import dev.parley.examples.scenario.Scenario;
import dev.parley.examples.scenario.Turn;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Someone who writes to the support desk.
 *
 * @param conversation the id of the conversation
 * @param user the customer's id
 * @param scenario what it is about
 * @param messages what the customer writes, turn by turn
 */
record Customer(String conversation, String user, Scenario scenario, List<String> messages) {

  private static final List<String> USERS =
      List.of(
          "amira.haddad",
          "ben.okafor",
          "chiara.rossi",
          "dmitri.volkov",
          "elena.marin",
          "farid.aziz",
          "greta.lindqvist",
          "hugo.martins",
          "ines.dubois",
          "jonas.weber",
          "kaya.demir",
          "lea.fischer",
          "mateo.garcia",
          "nora.jensen",
          "oskar.nowak",
          "priya.nair",
          "quentin.leroy",
          "rosa.almeida",
          "sam.taylor",
          "tomoko.sato");

  private static final Map<String, List<String>> THINGS =
      Map.ofEntries(
          Map.entry(
              "product",
              List.of(
                  "floor lamp",
                  "oak side table",
                  "linen armchair",
                  "smart dimmer",
                  "wall shelf",
                  "ceramic pendant lamp",
                  "wool rug",
                  "desk lamp")),
          Map.entry(
              "company",
              List.of("Studio Birkholz GmbH", "Atelier Marais SARL", "Fjord Interiors AS")),
          Map.entry("city", List.of("Hamburg", "Lyon", "Porto", "Graz", "Ghent", "Malmö", "Turin")),
          Map.entry("place", List.of("the main station", "the university", "Market Square")),
          Map.entry("plan", List.of("Starter", "Team")),
          Map.entry(
              "device", List.of("Lumen Bridge", "Lumen Dimmer", "Lumen Strip", "Shade Motor")),
          Map.entry(
              "street",
              List.of("Lindenweg 14", "12 Rue des Tanneurs", "Rua das Flores 88", "Kerkstraat 3")));

  /** A customer with a matter of their own; the same one for the same random numbers. */
  static Customer of(String conversation, Scenario scenario, Random random) {
    String user = pick(USERS, random);
    Map<String, String> values = new HashMap<>();
    THINGS.forEach((name, choices) -> values.put(name, pick(choices, random)));
    values.put("order", "SO-" + (10_000 + random.nextInt(90_000)));
    values.put("invoice", "INV-2026-" + (10_000 + random.nextInt(90_000)));
    values.put("vat", "DE" + (100_000_000 + random.nextInt(900_000_000)));
    values.put("card", "LG-" + (100_000 + random.nextInt(900_000)));
    values.put("key", "lk_" + Integer.toHexString(0x10000 + random.nextInt(0xEFFFF)));
    values.put("email", user + "@example.com");
    List<String> messages = new ArrayList<>();
    for (Turn turn : scenario.turns()) {
      messages.add(pick(turn.say(), random).fill(values));
    }
    return new Customer(conversation, user, scenario, List.copyOf(messages));
  }

  private static <T> T pick(List<T> choices, Random random) {
    return choices.get(random.nextInt(choices.size()));
  }
}
