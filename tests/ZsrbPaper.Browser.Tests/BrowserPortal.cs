using Microsoft.Playwright;
using Xunit;
using ZsrbPaper.Browser.Tests;
using ZsrbPaper.TestSupport;
using ZsrbPaper.TestSupport.Editions;

[assembly: AssemblyFixture(typeof(BrowserPortal))]

// A browser keeps two cores busy by itself.
[assembly: Xunit.v3.Parallelization(MaxThreads = 1)]

namespace ZsrbPaper.Browser.Tests;

/// <summary>One Chromium of this machine and one portal on a real port, started when the first test asks for them.</summary>
public sealed class BrowserPortal : IAsyncDisposable
{
    private readonly Lazy<Task> _start;
    private PaperApplication? _application;
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public BrowserPortal() => _start = new Lazy<Task>(StartOnceAsync);

    public IBrowser Browser => _browser!;

    public string Address { get; private set; } = "";

    /// <summary>Skips the test when this machine has no Chromium; browsers are never downloaded.</summary>
    public async Task StartAsync()
    {
        if (FindChromium() is null)
        {
            Missing.Skip("Browser tests need Chromium: none of chromium, chromium-browser, google-chrome is on PATH or in /usr/bin.");
        }

        await _start.Value;
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        if (_application is not null)
        {
            await _application.DisposeAsync();
        }
    }

    private static string? FindChromium() =>
        new[] { "chromium", "chromium-browser", "google-chrome" }.Select(name => Missing.FindProgram(name, $"/usr/bin/{name}")).FirstOrDefault(path => path is not null);

    private async Task StartOnceAsync()
    {
        _application = await PaperApplication.CreateAsync();
        Address = _application.Listen();
        await _application.ImportAsync(ExampleEditions.All());
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = FindChromium(),
            Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"],
        });
    }
}
