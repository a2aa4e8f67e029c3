namespace ZsrbPaper.Web.Crawlers.Submissions;

/// <summary><c>Submissions:</c> search engines that are told what appears, changes and goes. None by default.</summary>
public sealed class SubmissionOptions
{
    public IndexNowOptions IndexNow { get; set; } = new();

    public BaiduOptions Baidu { get; set; } = new();
}

/// <summary><c>Submissions:IndexNow:</c> the protocol of Bing, Yandex, Naver, Seznam and others, who share what one of them is told.</summary>
public sealed class IndexNowOptions
{
    /// <summary>8 to 128 letters, digits or dashes, made up by the administrator; served at <c>/{key}.txt</c> as proof. Unset: off.</summary>
    public string? Key { get; set; }

    public Uri Endpoint { get; set; } = new("https://api.indexnow.org/indexnow");
}

/// <summary><c>Submissions:Baidu:</c> 普通收录, API 提交 of the search resource platform (ziyuan.baidu.com).</summary>
public sealed class BaiduOptions
{
    /// <summary>准入密钥, from the platform. Unset: off.</summary>
    public string? Token { get; set; }

    /// <summary>The site as it is registered on the platform, such as <c>https://epaper.example.com</c>; unset, <c>Site:BaseUrl</c>.</summary>
    public string? Site { get; set; }

    public Uri Endpoint { get; set; } = new("http://data.zz.baidu.com/urls");
}
