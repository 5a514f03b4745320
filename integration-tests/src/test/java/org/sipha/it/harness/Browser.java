package org.sipha.it.harness;

import com.deque.html.axecore.results.Rule;
import com.deque.html.axecore.selenium.AxeBuilder;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/** A running Chromium without a screen, with one page open. */
public final class Browser implements AutoCloseable {
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final Path DRIVER = Path.of("/usr/bin/chromedriver");
  private static final String NOT_INSTALLED =
      "chromium isn't installed (Debian: apt-get install chromium chromium-driver)";
  private static final Set<String> SERIOUS = Set.of("serious", "critical");

  private final Path pictures = Directories.fresh("pictures");
  private final ChromeDriver driver;

  private Browser(ChromeDriver driver) {
    this.driver = driver;
  }

  /**
   * Skips the calling test with a reason where Chromium and its driver aren't installed; in a
   * continuous build that is a failure.
   */
  public static void require() {
    boolean installed = Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER);
    Needed.require(installed, NOT_INSTALLED);
  }

  /** Starts it with a page. */
  public static Browser open(String url) {
    ChromeOptions options = new ChromeOptions();
    options.setBinary(CHROMIUM.toFile());
    options.addArguments(
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--disable-background-networking",
        "--window-size=1280,900",
        "--user-data-dir=" + Directories.fresh("chromium"));
    // With both paths given Selenium looks for nothing, and downloads nothing.
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(DRIVER.toFile())
            .usingAnyFreePort()
            .withLogFile(new File(Directories.fresh("chromedriver").toFile(), "log"))
            .build();
    Browser browser = new Browser(new ChromeDriver(service, options));
    browser.driver.get(url);
    return browser;
  }

  /** The text that can be seen in the element with that id. */
  public String text(String id) {
    try {
      return driver.findElement(By.id(id)).getText();
    } catch (StaleElementReferenceException replacedMeanwhile) {
      return "";
    }
  }

  /** Waits until a text can be seen in the element with that id. */
  public void await(Duration limit, String id, String text) {
    await(limit, "\"%s\" in %s".formatted(text, id), () -> text(id).contains(text));
  }

  /** Waits for a condition; a failure shows the page. */
  public void await(Duration limit, String what, BooleanSupplier holds) {
    Await.until(limit, what, holds, () -> driver.findElement(By.tagName("body")).getText());
  }

  /** Presses keys on the element with that id, which gets the focus as by the tabulator. */
  public void press(String id, CharSequence... keys) {
    driver.findElement(By.id(id)).sendKeys(keys);
  }

  /** Presses the button with that id by keyboard. */
  public void pressButton(String id) {
    press(id, Keys.ENTER);
  }

  /** The attribute of the element with that id; empty if it has none. */
  public String attribute(String id, String name) {
    WebElement element = driver.findElement(By.id(id));
    String value = element.getDomAttribute(name);
    return value == null ? "" : value;
  }

  /** Shows the page as on a telephone at night. */
  public void asTelephoneInTheDark() {
    emulate(390, 844, true, "dark");
  }

  /** Shows the page as on a desk by day. */
  public void asDesktop() {
    emulate(1280, 900, false, "light");
  }

  private void emulate(int width, int height, boolean mobile, String scheme) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", mobile));
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
  }

  /** Whether something is wider than the screen. */
  public boolean isTooWide() {
    return Boolean.TRUE.equals(
        driver.executeScript("return document.documentElement.scrollWidth > innerWidth"));
  }

  /** What axe-core finds serious or critical on the page as it is now, in words. */
  public List<String> seriousProblems() {
    return new AxeBuilder()
        .analyze(driver).getViolations().stream()
            .filter(rule -> SERIOUS.contains(rule.getImpact()))
            .map(Browser::words)
            .toList();
  }

  private static String words(Rule rule) {
    return rule.getId() + ": " + rule.getHelp() + " " + rule.getNodes();
  }

  /** Keeps a picture of what can be seen now among the files of the story. */
  public void picture(String name) {
    try {
      Files.write(pictures.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    driver.quit();
  }
}
