using Microsoft.Playwright;
using Xunit;
using ZsrbPaper.Core.Desk;
using ZsrbPaper.TestSupport;
using ZsrbPaper.Web.Areas.Admin.Access;

namespace ZsrbPaper.Browser.Tests;

/// <summary>Ways in that need a browser: a passkey, and the code of an authenticator.</summary>
public sealed class SignInTests(BrowserPortal portal) : BrowserTest(portal), IAsyncDisposable
{
    private PaperApplication _application = null!;
    private string _address = "";

    async ValueTask IAsyncDisposable.DisposeAsync()
    {
        await DisposeAsync();
        await _application.DisposeAsync();
    }

    [Fact]
    public async Task A_passkey_is_made_on_the_account_page_and_signs_in_without_a_password()
    {
        var page = await OpenAsync(await StartAsync("passkey-user"));
        var devtools = await page.Context.NewCDPSessionAsync(page);
        await devtools.SendAsync("WebAuthn.enable");
        await devtools.SendAsync("WebAuthn.addVirtualAuthenticator", new Dictionary<string, object>
        {
            ["options"] = new Dictionary<string, object>
            {
                ["protocol"] = "ctap2",
                ["transport"] = "internal",
                ["hasResidentKey"] = true,
                ["hasUserVerification"] = true,
                ["isUserVerified"] = true,
                ["automaticPresenceSimulation"] = true,
            },
        });
        await SignInAsync(page, "passkey-user");

        await page.GotoAsync(Address("/admin/account"));
        await page.GetByLabel("新通行密钥的名字").FillAsync("编辑部电脑");
        await page.GetByLabel("现在的密码").First.FillAsync("不是这个密码");
        await page.GetByRole(AriaRole.Button, new() { Name = "加通行密钥" }).ClickAsync();
        await Assertions.Expect(page.Locator("form[data-passkey] .problem")).ToHaveTextAsync("现在的密码不对。");
        await page.GetByLabel("现在的密码").First.FillAsync(DeskSignIn.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "加通行密钥" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Status)).ToHaveTextAsync("通行密钥已加。");
        await Assertions.Expect(page.GetByLabel("名字", new() { Exact = true })).ToHaveValueAsync("编辑部电脑");

        await page.GetByRole(AriaRole.Button, new() { Name = "退出", Exact = true }).ClickAsync();
        await page.WaitForURLAsync("**/admin/sign-in");
        await page.GetByRole(AriaRole.Button, new() { Name = "用通行密钥登录" }).ClickAsync();
        await page.WaitForURLAsync("**/admin");
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "passkey-user" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task An_authenticator_is_set_up_and_asked_for_and_a_recovery_code_stands_in_once()
    {
        var page = await OpenAsync(await StartAsync("totp-user"));
        await SignInAsync(page, "totp-user");
        await page.GotoAsync(Address("/admin/account"));
        await page.GetByRole(AriaRole.Button, new() { Name = "设置验证器" }).ClickAsync();
        var key = (await page.Locator("#key").InnerTextAsync()).Replace(" ", "", StringComparison.Ordinal);
        await page.GetByLabel("六位数字").FillAsync(AuthenticatorCodes.Compute(key, _application.Clock.GetUtcNow()));
        await page.GetByRole(AriaRole.Button, new() { Name = "启用" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Status)).ToHaveTextAsync("验证器已启用。");
        var recovery = await page.Locator(".codes code").First.InnerTextAsync();

        // A code is good once, also within its thirty seconds: the next one is needed.
        await SignOutAsync(page);
        await SignInAsync(page, "totp-user");
        await page.WaitForURLAsync("**/second-step**");
        await EnterCodeAsync(page, AuthenticatorCodes.Compute(key, _application.Clock.GetUtcNow()));
        await Assertions.Expect(page.GetByText("这个码不对，或已经用过")).ToBeVisibleAsync();
        await EnterCodeAsync(page, AuthenticatorCodes.Compute(key, _application.Clock.GetUtcNow().AddSeconds(30)));
        await page.WaitForURLAsync("**/admin");

        await SignOutAsync(page);
        await SignInAsync(page, "totp-user");
        await EnterCodeAsync(page, recovery);
        await page.WaitForURLAsync("**/admin");

        await SignOutAsync(page);
        await SignInAsync(page, "totp-user");
        await EnterCodeAsync(page, recovery);
        await Assertions.Expect(page.GetByText("这个码不对，或已经用过")).ToBeVisibleAsync();
    }

    /// <summary>A portal that knows itself by the name of this machine: browsers make passkeys for names, not for numbers.</summary>
    private async Task<string> StartAsync(string userName)
    {
        _application = (await PaperApplication.CreateAsync()).With("Site:BaseUrl", "http://localhost");
        _address = $"http://localhost:{new Uri(_application.Listen()).Port}";
        await _application.AddUserAsync(userName, DeskRights.Write);
        return Address("/admin/sign-in");
    }

    private string Address(string path) => _address + path;

    private static async Task SignInAsync(IPage page, string userName)
    {
        await page.GetByLabel("用户名").FillAsync(userName);
        await page.GetByLabel("密码").FillAsync(DeskSignIn.Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "登录", Exact = true }).ClickAsync();
        await page.WaitForURLAsync(url => !url.EndsWith("/admin/sign-in", StringComparison.Ordinal));
    }

    private static async Task SignOutAsync(IPage page)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "退出", Exact = true }).ClickAsync();
        await page.WaitForURLAsync("**/admin/sign-in");
    }

    private static async Task EnterCodeAsync(IPage page, string code)
    {
        await page.GetByLabel("验证器上的六位数字").FillAsync(code);
        await page.GetByRole(AriaRole.Button, new() { Name = "继续" }).ClickAsync();
    }
}
