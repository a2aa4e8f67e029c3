using System.Text.RegularExpressions;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Xunit;

namespace ZsrbPaper.Browser.Tests;

/// <summary>
/// What every browser test begins with. A page of a test has a context of its own; errors on its console, refusals of the content
/// security policy among them, fail the test.
/// </summary>
public abstract class BrowserTest(BrowserPortal portal) : IAsyncLifetime
{
    protected static readonly ViewportSize Desktop = new() { Width = 1440, Height = 900 };
    protected static readonly ViewportSize Phone = new() { Width = 390, Height = 844 };
    private readonly List<IBrowserContext> _contexts = [];
    private readonly List<string> _errors = [];

    // Patience costs nothing where all is well, and a busy machine is no fault.
    static BrowserTest() => Assertions.SetDefaultExpectTimeout(60_000);

    public async ValueTask InitializeAsync() => await portal.StartAsync();

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var context in _contexts)
        {
            await context.DisposeAsync();
        }

        Assert.True(_errors.Count == 0, string.Join('\n', _errors));
    }

    /// <summary>A page in a fresh context; movement is reduced, so that nothing needs to be waited out.</summary>
    protected async Task<IPage> OpenAsync(string address, ViewportSize? size = null, bool scripts = true, bool touch = false, ColorScheme scheme = ColorScheme.Light)
    {
        var context = await portal.Browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = portal.Address,
            ViewportSize = size ?? Desktop,
            JavaScriptEnabled = scripts,
            HasTouch = touch,
            IsMobile = touch,
            ColorScheme = scheme,
            ReducedMotion = ReducedMotion.Reduce,
            Locale = "zh-CN",
        });
        _contexts.Add(context);
        context.SetDefaultTimeout(60_000);
        var page = await context.NewPageAsync();
        page.Console += (_, message) =>
        {
            // The status of a page that is meant to be an error is no fault.
            if (message.Type == "error" && !message.Text.StartsWith("Failed to load resource: the server responded with a status of 4", StringComparison.Ordinal))
            {
                _errors.Add($"{page.Url}: {message.Text}");
            }
        };
        page.PageError += (_, error) => _errors.Add($"{page.Url}: {error}");
        await page.GotoAsync(address);
        return page;
    }

    /// <summary>Presses Tab until what has the focus matches, as someone without a mouse would look for it.</summary>
    protected static async Task TabToAsync(IPage page, string selector)
    {
        // A key pressed before the page has loaded may go to the page before.
        await page.WaitForLoadStateAsync();
        for (var presses = 0; presses < 150; presses++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (await page.EvaluateAsync<bool>("selector => document.activeElement?.matches(selector) ?? false", selector))
            {
                return;
            }
        }

        Assert.Fail($"{selector} cannot be reached by the Tab key on {page.Url}.");
    }

    /// <summary>Waits until the browser is at an address of the portal and the page has loaded.</summary>
    protected async Task ArriveAsync(IPage page, string address)
    {
        // As an expression: in a string the question mark of a query stands for any character.
        await Assertions.Expect(page).ToHaveURLAsync(new Regex($"^{Regex.Escape(portal.Address + address)}$"));
        await page.WaitForLoadStateAsync();
    }

    /// <summary>What axe finds on a page, in light and in dark; the page is in dark afterwards.</summary>
    protected static async Task<IReadOnlyList<string>> FindViolationsAsync(IPage page)
    {
        // Of what is right nothing is to be told: that takes axe longer than to find it.
        await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = ColorScheme.Light });
        var light = await page.RunAxe(new AxeRunOptions { ResultTypes = [ResultType.Violations] });

        // In the dark nothing is different but the colours.
        await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = ColorScheme.Dark });
        var dark = await page.RunAxe(new AxeRunOptions { ResultTypes = [ResultType.Violations], RunOnly = new RunOnlyOptions { Type = "rule", Values = ["color-contrast"] } });
        return [.. new[] { ("light", light), ("dark", dark) }.SelectMany(run => run.Item2.Violations.SelectMany(violation => violation.Nodes.Select(node =>
            $"{page.Url} {run.Item1} {page.ViewportSize!.Width}: {violation.Id} ({violation.Help}) {node.Html}\n{string.Join("; ", node.Any.Concat(node.All).Concat(node.None).Select(check => check.Message))}")))];
    }

    protected static string PathOf(IPage page) => new Uri(page.Url).AbsolutePath;
}
