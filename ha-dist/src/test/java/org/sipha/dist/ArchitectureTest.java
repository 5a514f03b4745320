package org.sipha.dist;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Collections;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;

/**
 * The borders between the modules, and the purity of the core, as rules that the build enforces.
 */
@AnalyzeClasses(packages = "org.sipha", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  private static final String CORE = "org.sipha.core..";

  @ArchTest
  static final ArchRule modulesKnowTheCoreOnlyAndTheProgramKnowsAll =
      slices()
          .matching("org.sipha.(*)..")
          .should()
          .notDependOnEachOther()
          .ignoreDependency(alwaysTrue(), resideInAPackage(CORE))
          .ignoreDependency(resideInAPackage("org.sipha.dist.."), alwaysTrue())
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule coreStandsOnTheJdkAndJspecifyAlone =
      classes()
          .that()
          .resideInAPackage(CORE)
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(CORE, "java..", "org.jspecify..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule coreHasNoThreadClockSocketFileRandomnessOrLogger =
      noClasses()
          .that()
          .resideInAPackage(CORE)
          .should()
          .dependOnClassesThat(describe("tie it to the outside world", ArchitectureTest::isImpure))
          .orShould()
          .callMethodWhere(describe("time or chance is asked for", ArchitectureTest::isImpure))
          .orShould()
          .callConstructor(SplittableRandom.class) // without a seed no failure can be replayed
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule commonsConfigurationStaysInsideConfig =
      staysInside("org.apache.commons.configuration2..", "config");

  @ArchTest static final ArchRule jainSipStaysInsideSip = staysInside("javax.sip..", "sip");

  @ArchTest static final ArchRule jainSipsClassesStayInsideSip = staysInside("gov.nist..", "sip");

  @ArchTest
  static final ArchRule protobufStaysInsideTransport =
      staysInside("com.google.protobuf..", "transport");

  /** They are in optional/ of the tarball and not on the class path. */
  @ArchTest
  static final ArchRule nobodyKnowsTheClassesOfTheLease =
      staysInside("org.sipha.arbiter..", "arbiter");

  @ArchTest
  static final ArchRule nobodyKnowsTheClassesOfTheGrid =
      staysInside("org.sipha.hazelcast..", "hazelcast");

  @ArchTest
  static final ArchRule hazelcastStaysInsideTheGrid = staysInside("com.hazelcast..", "hazelcast");

  private static ArchRule staysInside(String library, String module) {
    return noClasses()
        .that()
        .resideOutsideOfPackage("org.sipha." + module + "..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library)
        .allowEmptyShould(true);
  }

  private static final Set<String> IMPURE_CLASSES =
      Set.of(
          "java.lang.InheritableThreadLocal",
          "java.lang.Process",
          "java.lang.ProcessBuilder",
          "java.lang.Runtime",
          "java.lang.System$Logger",
          "java.lang.Thread",
          "java.lang.ThreadGroup",
          "java.lang.ThreadLocal",
          "java.security.SecureRandom",
          "java.time.Clock",
          "java.util.Random",
          "java.util.Timer",
          "java.util.TimerTask");

  /**
   * Names of places and word of failures there, which only pass through: whoever goes there is an
   * adapter.
   */
  private static final Set<String> PASSED_THROUGH =
      Set.of("java.net.URI", "java.nio.file.Path", "java.io.IOException");

  private static final Set<String> IMPURE_PACKAGES =
      Set.of(
          "java.io",
          "java.net",
          "java.nio.channels",
          "java.nio.file",
          "java.util.concurrent.locks",
          "java.util.logging");

  private static boolean isImpure(JavaClass used) {
    return IMPURE_CLASSES.contains(used.getName())
        || (IMPURE_PACKAGES.contains(used.getPackageName())
            && !PASSED_THROUGH.contains(used.getName()))
        || isScheduling(used);
  }

  /** Of java.util.concurrent the maps and sets, the atomics and the units of time are data. */
  private static boolean isScheduling(JavaClass used) {
    return used.getPackageName().equals("java.util.concurrent")
        && !used.getSimpleName().startsWith("Concurrent")
        && !used.getName().equals("java.util.concurrent.TimeUnit");
  }

  private static boolean isImpure(JavaCall<?> call) {
    JavaClass owner = call.getTargetOwner();
    String method = call.getTarget().getName();
    return (owner.isEquivalentTo(System.class)
            && Set.of("nanoTime", "currentTimeMillis", "getProperty", "getenv").contains(method))
        || (owner.getPackageName().startsWith("java.time") && method.equals("now"))
        || (owner.isEquivalentTo(UUID.class) && method.equals("randomUUID"))
        || (owner.isEquivalentTo(Math.class) && method.equals("random"))
        || (owner.isEquivalentTo(Collections.class)
            && method.equals("shuffle")
            && call.getTarget().getRawParameterTypes().size() == 1);
  }
}
