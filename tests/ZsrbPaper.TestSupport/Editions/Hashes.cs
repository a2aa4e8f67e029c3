using System.Security.Cryptography;
using System.Text;

namespace ZsrbPaper.TestSupport.Editions;

/// <summary>Names in the form of the media store's, for rows whose files no test opens.</summary>
public static class Hashes
{
    public static string Of(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
