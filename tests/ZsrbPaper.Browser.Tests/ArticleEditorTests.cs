using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Xunit;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Desk;
using ZsrbPaper.TestSupport;
using ZsrbPaper.TestSupport.Editions;
using static Microsoft.Playwright.Assertions;

namespace ZsrbPaper.Browser.Tests;

/// <summary>Writing an article: nothing typed is lost, nobody is overwritten unseen, and what is pasted comes in clean.</summary>
public sealed class ArticleEditorTests(BrowserPortal portal) : DeskBrowserTest(portal)
{
    private const string Article = "/admin/zsrb/2024-03-02/A03/1";

    [Fact]
    public async Task What_is_typed_is_saved_by_itself_and_is_there_after_a_reload()
    {
        var page = await WriteAsync("wang");
        await page.Locator("#Body").FillAsync("岐江边的旧客运码头亮起第一盏灯。");
        await Expect(page.Locator("#copy-state")).ToContainTextAsync("已保存");
        await Expect(page.Locator("#copy-read .article-body")).ToContainTextAsync("亮起第一盏灯");
        await page.ReloadAsync();

        await Expect(page.Locator("#Body")).ToHaveValueAsync("岐江边的旧客运码头亮起第一盏灯。");
        await Expect(page.Locator(".copy-offer")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task What_could_not_be_saved_is_offered_back_after_a_reload()
    {
        var page = await WriteAsync("wang");
        await page.RouteAsync("**/*handler=Save", route => route.FulfillAsync(new RouteFulfillOptions { Status = 429 }));
        page.Dialog += async (_, dialog) => await dialog.AcceptAsync();
        await page.Locator("#Body").FillAsync("断电前写的最后一句。");
        await Expect(page.Locator("#copy-state")).ToContainTextAsync("文字已留在本机");
        await page.ReloadAsync();
        await Expect(page.Locator("#Body")).ToHaveValueAsync("正文。");

        await page.UnrouteAsync("**/*handler=Save");
        await page.Locator("#copy-back").ClickAsync();
        await Expect(page.Locator("#Body")).ToHaveValueAsync("断电前写的最后一句。");
        await Expect(page.Locator("#copy-state")).ToContainTextAsync("已保存");
        Assert.Equal("断电前写的最后一句。", await StoredBodyAsync());
    }

    [Fact]
    public async Task Expired_session_keeps_the_text_and_saving_goes_on_after_signing_in_elsewhere()
    {
        var page = await WriteAsync("wang");
        await page.Context.ClearCookiesAsync();
        await page.Locator("#Body").FillAsync("登录过期时写的。");
        await Expect(page.Locator("#copy-state a")).ToHaveAttributeAsync("href", "/admin/sign-in?return=%2Fadmin%2Fzsrb%2F2024-03-02%2FA03%2F1");

        await SignInAsync(page, "wang");
        await Expect(page.Locator("#copy-state")).ToContainTextAsync("已保存");
        Assert.Equal("登录过期时写的。", await StoredBodyAsync());
    }

    [Fact]
    public async Task Two_people_are_told_of_each_other_and_a_conflict_shows_both()
    {
        var wang = await WriteAsync("wang");
        var li = await WriteAsync("li");
        await Expect(li.Locator("#copy-others")).ToContainTextAsync("wang 正在编辑此稿");
        await wang.Locator("#Body").FillAsync("王写的正文。");
        await Expect(wang.Locator("#copy-state")).ToContainTextAsync("已保存");

        await li.Locator("#Body").FillAsync("李写的正文。");
        var conflict = li.Locator(".conflict");
        await Expect(conflict).ToContainTextAsync("wang 在");
        await Expect(conflict.Locator("ins")).ToHaveTextAsync("李");
        await Expect(conflict.Locator("del")).ToHaveTextAsync("王");
        Assert.Equal("王写的正文。", await StoredBodyAsync());

        await conflict.GetByRole(AriaRole.Button, new() { Name = "用我的" }).ClickAsync();
        await Expect(conflict).ToHaveCountAsync(0);
        await Expect(li.Locator("#copy-state")).ToContainTextAsync("已保存");
        Assert.Equal("李写的正文。", await StoredBodyAsync());
    }

    [Fact]
    public async Task Paste_from_Word_comes_in_clean()
    {
        var page = await WriteAsync("wang");
        await page.Locator("#Body").FillAsync("");
        await page.EvaluateAsync(
            """
            html => {
              const data = new DataTransfer();
              data.setData("text/html", html);
              data.setData("text/plain", "x");
              const body = document.getElementById("Body");
              body.focus();
              body.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
            }
            """, Word);

        await Expect(page.Locator("#Body")).ToHaveValueAsync(
            "本报讯(记者 徐钧钻)昨日，**南区街道**党政班子到三角镇学习。\n\n- 第一条经验\n- 第二条经验\n\n| 镇街 | 家数 |\n| --- | --- |\n| 南区 | 12 |\n\n详见[通知](https://www.example.com/a)。");
    }

    [Fact]
    public async Task Finding_leads_to_its_place_and_keys_mark_the_text()
    {
        var page = await WriteAsync("wang");
        await page.Locator("#Body").FillAsync("第一段。\n\n他说：“走吧。");
        await page.Locator(".finding a").First.ClickAsync();
        Assert.Equal("“", await page.EvaluateAsync<string>("getSelection().toString() || (e => e.value.slice(e.selectionStart, e.selectionEnd))(document.getElementById('Body'))"));

        await page.Keyboard.PressAsync("Control+End");
        await page.Keyboard.TypeAsync("好”");
        await page.Keyboard.PressAsync("Shift+ArrowLeft");
        await page.Keyboard.PressAsync("Shift+ArrowLeft");
        await page.Keyboard.PressAsync("Control+b");
        await Expect(page.Locator("#Body")).ToHaveValueAsync("第一段。\n\n他说：“走吧。**好”**");
        await Expect(page.Locator(".finding")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Photo_is_added_described_given_a_focus_and_taken_away()
    {
        var page = await WriteAsync("wang");
        await page.Locator("#Body").FillAsync("上传前写的。");
        await page.Locator("#Files").SetInputFilesAsync(new FilePayload { Name = "码头.jpg", MimeType = "image/jpeg", Buffer = TinyFiles.Jpeg(600, 400) });
        await Expect(page.Locator(".photo-item")).ToHaveCountAsync(1);
        await page.Locator(".photo-item [data-field=Caption]").FillAsync("码头夜色。");
        await page.Locator(".photo-item [data-field=FocusX]").FillAsync("30");
        await page.Locator(".photo-item [data-field=FocusY]").FillAsync("40");
        await Expect(page.Locator("#copy-state")).ToContainTextAsync("已保存");
        await page.ReloadAsync();
        await Expect(page.Locator(".photo-item [data-field=Caption]")).ToHaveValueAsync("码头夜色。");
        await Expect(page.Locator(".photo-item [data-field=FocusX]")).ToHaveValueAsync("30");
        Assert.Equal("上传前写的。", await StoredBodyAsync());

        await page.Locator(".photo-remove input").CheckAsync();
        await Expect(page.Locator(".photo-item")).ToHaveCountAsync(0);
        await page.ReloadAsync();
        await Expect(page.Locator(".photo-item")).ToHaveCountAsync(0);
    }

    private async Task<IPage> WriteAsync(string userName)
    {
        if (!IsStarted)
        {
            await StartPortalAsync();
            await Application.SaveAsync(Paper.Edition("2024-03-02").Draft().WithPage("A03").WithArticle("老码头亮灯了", article => article.Body = "正文。"));
        }

        await Application.AddUserAsync(userName, DeskRights.Write);
        var page = await OpenAsync("about:blank", Laptop);
        await SignInAsync(page, userName);
        await page.GotoAsync(Address + Article);
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        return page;
    }

    private async Task<string> StoredBodyAsync()
    {
        await using var scope = Application.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<PaperDbContext>().Articles.Select(article => article.Body).SingleAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>As Word puts it on the clipboard.</summary>
    private const string Word =
        """
        <html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word" xmlns="http://www.w3.org/TR/REC-html40">
        <head><meta http-equiv=Content-Type content="text/html; charset=utf-8"><meta name=Generator content="Microsoft Word 15">
        <!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View><w:Zoom>0</w:Zoom></w:WordDocument></xml><![endif]-->
        <style><!-- p.MsoNormal, li.MsoNormal {mso-style-unhide:no; margin:0cm; font-size:10.5pt; font-family:等线;} --></style></head>
        <body lang=ZH-CN style='tab-interval:21.0pt;word-wrap:break-word'><!--StartFragment-->
        <p class=MsoNormal style='text-indent:21.0pt;mso-char-indent-count:2.0'><span style='font-family:宋体'>　　本报讯(记者&nbsp;徐钧钻)昨日，</span><b style='mso-bidi-font-weight:normal'><span style='font-family:宋体'>南区街道<span lang=EN-US><o:p></o:p></span></span></b><span style='font-family:宋体'>党政班子到三角镇学习。<span lang=EN-US><o:p></o:p></span></span></p>
        <p class=MsoListParagraph style='margin-left:22.0pt;text-indent:-22.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span lang=EN-US style='font-family:Wingdings'><span style='mso-list:Ignore'>l<span style='font:7.0pt "Times New Roman"'>&nbsp; </span></span></span><![endif]><span style='font-family:宋体'>第一条经验</span></p>
        <p class=MsoListParagraph style='margin-left:22.0pt;text-indent:-22.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span lang=EN-US style='font-family:Wingdings'><span style='mso-list:Ignore'>l<span style='font:7.0pt "Times New Roman"'>&nbsp; </span></span></span><![endif]><span style='font-family:宋体'>第二条经验</span></p>
        <table class=MsoTableGrid border=1 cellspacing=0 cellpadding=0><tr><td width=277 valign=top><p class=MsoNormal><span style='font-family:宋体'>镇街</span></p></td><td width=277 valign=top><p class=MsoNormal><span style='font-family:宋体'>家数</span></p></td></tr>
        <tr><td width=277 valign=top><p class=MsoNormal>南区</p></td><td width=277 valign=top><p class=MsoNormal><span lang=EN-US>12</span></p></td></tr></table>
        <p class=MsoNormal><span style='font-family:宋体'>详见</span><a href="https://www.example.com/a"><span style='font-family:宋体'>通知</span></a><span style='font-family:宋体'>。</span><span style='display:none;mso-hide:all'>隐藏文字</span><span lang=EN-US><o:p>&nbsp;</o:p></span></p>
        <!--EndFragment--></body></html>
        """;
}
