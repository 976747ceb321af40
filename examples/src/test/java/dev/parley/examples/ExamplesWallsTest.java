package dev.parley.examples;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ExamplesWallsTest {

  @Test
  @DisplayName(
      "Examples know what an application knows: never the server, nor what the SDK keeps to itself")
  void walls() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.parley.server..", "dev.parley.promql..", "dev.parley.sdk.internal..")
        .check(
            new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("dev.parley.examples"));
  }
}
