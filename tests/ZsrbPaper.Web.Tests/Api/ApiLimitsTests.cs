using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Xunit;
using ZsrbPaper.Web.Api;
using ZsrbPaper.Web.Hosting;

namespace ZsrbPaper.Web.Tests.Api;

/// <summary>Who is counted as one client, and what the setting may be.</summary>
public sealed class ApiLimitsTests
{
    [Theory]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1", true)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    public void One_ipv4_address_or_one_ipv6_network_is_one_client(string one, string other, bool same) =>
        Assert.Equal(same, ClientLimits.PlaceOf(IPAddress.Parse(one)) == ClientLimits.PlaceOf(IPAddress.Parse(other)));

    [Fact]
    public void However_many_clients_come_their_places_are_bounded()
    {
        var places = Enumerable.Range(0, 200_000).Select(i => ClientLimits.PlaceOf(new IPAddress(i))).ToHashSet();

        Assert.InRange(places.Count, 50_000, 65_536);
    }

    [Fact]
    public void Limit_below_nothing_is_refused_by_the_settings_name()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Limits:ApiRequestsPerMinute", "-1")]).Build();
        using var services = new ServiceCollection().AddApiLimits(configuration).BuildServiceProvider();

        var refused = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptions<LimitOptions>>().Value);

        Assert.Contains("Limits:ApiRequestsPerMinute", refused.Message, StringComparison.Ordinal);
    }
}
