using Xunit;
using ZsrbPaper.Core.Packages;

namespace ZsrbPaper.Core.Tests.Packages;

public sealed class NewspaperFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("zsrbpaper-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task All_facts_are_read()
    {
        var (newspaper, problems) = await ReadAsync("""
            code: zsrb
            name: 中山日报
            publisher: 中山日报社            # 出版
            issue-number: CN44-0126
            postal-code: 45-47
            hotline: 088881111
            email: zsrb@zsrb.cn
            language: zh-CN
            time-zone: Asia/Shanghai
            icp: 粤ICP备00000000号
            police-record: 粤公网安备 00000000000000号
            news-licence: "44120180013"
            report-phone: 0760-88881111
            social:
              - { name: 中山日报微博, url: "https://weibo.com/" }
            channels:
              - { name: 首页, url: "https://www.zsnews.cn/" }
              - { name: 新闻 }
            """);

        Assert.Empty(problems);
        Assert.Equal(("zsrb", "中山日报", "中山日报社", "CN44-0126", "45-47"), (newspaper!.Code, newspaper.Name, newspaper.Publisher, newspaper.IssueNumber, newspaper.PostalCode));
        Assert.Equal(("088881111", "zsrb@zsrb.cn", "zh-CN", "Asia/Shanghai"), (newspaper.Hotline, newspaper.Email, newspaper.Language, newspaper.TimeZone));
        Assert.Equal(("粤ICP备00000000号", "44120180013", "0760-88881111"), (newspaper.Icp, newspaper.NewsLicence, newspaper.ReportPhone));
        Assert.Equal([("首页", "https://www.zsnews.cn/"), ("新闻", null)], newspaper.Channels.Select(link => (link.Name, link.Url)));
    }

    [Theory]
    [InlineData("name: 报", "paper.yaml:1: 'code:' is missing")]
    [InlineData("code: zsrb", "paper.yaml:1: 'name:' is missing")]
    [InlineData("code: ZSRB\nname: 报", "is no newspaper code")]
    [InlineData("code: z\nname: 报", "is no newspaper code")]
    [InlineData("code: admin\nname: 报", "cannot be a newspaper's code")]
    [InlineData("code: zsrb\nname: 报\nemail: nobody", "paper.yaml:3: 'nobody' is no email address")]
    [InlineData("code: zsrb\nname: 报\nlanguage: 中文", "is no language tag")]
    [InlineData("code: zsrb\nname: 报\ntime-zone: Asia/Zhongshan", "there is no time zone")]
    [InlineData("code: zsrb\nname: 报\ntime-zone: ../../etc/passwd", "there is no time zone")]
    [InlineData("code: zsrb\nname: 报\ntime-zone: China Standard Time", "there is no time zone")]
    [InlineData("code: zsrb\nname: 报\nchannels: [{ name: 首页, url: 'javascript:alert(1)' }]", "is no web address")]
    [InlineData("code: zsrb\nname: 报\nchannels: [{ name: 首页, url: 'www.zsnews.cn' }]", "is no web address")]
    [InlineData("code: zsrb\nname: 报\nchannels: [{ url: 'https://www.zsnews.cn/' }]", "has no 'name:'")]
    [InlineData("code: zsrb\nname: 报\nchannels: 首页", "must be a list")]
    [InlineData("code: zsrb\nname: 报\nlogo: ../logo.png", "must lie beside")]
    [InlineData("code: zsrb\nname: 报\nlogo: logo.png", "there is no logo file")]
    public async Task Problem_is_named_with_its_line(string yaml, string expected)
    {
        var (newspaper, problems) = await ReadAsync(yaml);

        Assert.Null(newspaper);
        Assert.Contains(problems, problem => problem.IsError && problem.ToString().Contains(expected, StringComparison.Ordinal));
    }

    private async Task<(NewspaperFile? Newspaper, IReadOnlyList<PackageProblem> Problems)> ReadAsync(string yaml)
    {
        var path = Path.Combine(_folder, "paper.yaml");
        await File.WriteAllTextAsync(path, yaml, TestContext.Current.CancellationToken);
        return await NewspaperFile.ReadAsync(path, TestContext.Current.CancellationToken);
    }
}
