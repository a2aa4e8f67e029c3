using System.Text.RegularExpressions;

namespace ZsrbPaper.Media.S3;

/// <summary><c>Media:S3:</c> where an S3 service keeps pictures and PDFs.</summary>
public sealed partial class S3Options
{
    /// <summary>Address of the service, such as <c>https://s3.example.com</c>; null: Amazon's in the region.</summary>
    public string? Endpoint { get; set; }

    /// <summary>It must exist.</summary>
    public string? Bucket { get; set; }

    /// <summary>Region of the bucket; with an <see cref="Endpoint"/> what requests are signed with, <c>us-east-1</c> where the service does not say.</summary>
    public string? Region { get; set; }

    /// <summary>What all names in the bucket start with, such as <c>media</c>, where the portal is not alone in it.</summary>
    public string? Prefix { get; set; }

    /// <summary>
    /// With <see cref="SecretKey"/>, who asks. Both unset: as the SDK finds it, in <c>AWS_ACCESS_KEY_ID</c> and <c>AWS_SECRET_ACCESS_KEY</c>,
    /// a profile, or from the machine or container itself.
    /// </summary>
    public string? AccessKey { get; set; }

    public string? SecretKey { get; set; }

    /// <summary>
    /// Whether the bucket is part of the path (<c>https://host/bucket</c>) or of the host. Null: of the path where an <see cref="Endpoint"/> is set.
    /// </summary>
    public bool? PathStyle { get; set; }

    /// <summary>How long the service may take for an answer, its tries again included; files that are stored get more by their size.</summary>
    public int TimeoutSeconds { get; set; } = 30;

    /// <summary>Where the files are, in words fit for a log.</summary>
    public string Where => $"bucket {Bucket} at {Endpoint ?? $"Amazon S3 in {Region}"}{(KeyPrefix.Length > 0 ? $" under {KeyPrefix}" : "")}";

    /// <summary><see cref="Prefix"/> as keys have it: empty, or with a slash at its end.</summary>
    internal string KeyPrefix => Prefix is { } prefix && prefix.Trim('/') is { Length: > 0 } inner ? inner + "/" : "";

    /// <summary>What is wrong with the settings, each with what to set.</summary>
    public IEnumerable<string> Problems()
    {
        if (string.IsNullOrWhiteSpace(Bucket))
        {
            yield return "Media:S3:Bucket is not set; Media:Store=s3 needs the name of a bucket that exists.";
        }
        else if (!BucketForm().IsMatch(Bucket))
        {
            yield return $"Media:S3:Bucket is '{Bucket}'; the name of a bucket has 3 to 63 lower-case letters, digits, dots and hyphens.";
        }

        if (string.IsNullOrWhiteSpace(Endpoint))
        {
            if (string.IsNullOrWhiteSpace(Region))
            {
                yield return "Neither Media:S3:Endpoint nor Media:S3:Region is set; set the address of the service, such as https://s3.example.com, or the region of Amazon S3, such as eu-central-1.";
            }
        }
        else if (!Uri.TryCreate(Endpoint, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.Query != "" || url.Fragment != "" || url.UserInfo != "")
        {
            yield return $"Media:S3:Endpoint is '{Endpoint}'; it must be the http(s) address of the service, without the bucket.";
        }

        if (string.IsNullOrEmpty(AccessKey) != string.IsNullOrEmpty(SecretKey))
        {
            yield return "Of Media:S3:AccessKey and Media:S3:SecretKey only one is set; set both, or neither to have the SDK find them (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, …).";
        }

        if (KeyPrefix.Length > 0 && !PrefixForm().IsMatch(KeyPrefix))
        {
            yield return $"Media:S3:Prefix is '{Prefix}'; it may have letters, digits, '.', '-', '_' and '/'.";
        }

        if (TimeoutSeconds is < 1 or > 3600)
        {
            yield return $"Media:S3:TimeoutSeconds is {TimeoutSeconds}; it must be from 1 to 3600.";
        }
    }

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\z")]
    private static partial Regex BucketForm();

    [GeneratedRegex(@"\A([A-Za-z0-9_-][A-Za-z0-9._-]*/)+\z", RegexOptions.NonBacktracking)]
    private static partial Regex PrefixForm();
}
