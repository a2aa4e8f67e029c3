using Microsoft.Playwright;
using ZsrbPaper.TestSupport;

namespace ZsrbPaper.Browser.Tests;

/// <summary>What every browser test of the desk begins with: a portal of its own, and people who have signed in.</summary>
public abstract class DeskBrowserTest(BrowserPortal portal) : BrowserTest(portal)
{
    protected static readonly ViewportSize Laptop = new() { Width = 1366, Height = 768 };
    private PaperApplication? _application;

    protected PaperApplication Application => _application ?? throw new InvalidOperationException("Call StartPortalAsync first.");

    /// <summary>Of the portal, without a slash at its end.</summary>
    protected string Address { get; private set; } = "";

    protected bool IsStarted => _application is not null;

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        try
        {
            await base.DisposeAsync();
        }
        finally
        {
            if (_application is not null)
            {
                await _application.DisposeAsync();
            }
        }
    }

    protected async Task StartPortalAsync()
    {
        _application = await PaperApplication.CreateAsync();
        Address = _application.Listen();
    }

    /// <summary>Gives the browser the cookie that signing in would have.</summary>
    protected async Task SignInAsync(IPage page, string userName) => await page.Context.AddCookiesAsync(
        [new Cookie { Name = DeskSignIn.CookieName, Value = await Application.CreateCookieAsync(userName), Url = Address + "/admin" }]);
}
