Describe 'Get-ServerVolume' -Skip:(-not [Environment]::IsPrivilegedProcess) {
    BeforeAll {
        . $PSScriptRoot/Common.ps1
        $null = Initialize-ServerHost
        'b', 'a' | ForEach-Object { $null = New-ServerVolume "$prefix-$_" -SizeBytes 16MB }
    }

    AfterAll {
        Stop-Server "$prefix-*" -Force
        Get-ServerVolume "$prefix-*" | Remove-ServerVolume -Force
    }

    It 'lists them by name, each once' {
        (Get-ServerVolume "$prefix-*", "$prefix-A").Name | Should -Be "$prefix-a", "$prefix-b"
        ("$prefix-b" | Get-ServerVolume).Name | Should -Be "$prefix-b"
    }

    It 'says that there is none, and still lists the next' {
        $result = Invoke-Apart { Get-ServerVolume "$prefix-nothing", "$prefix-a" -ErrorAction Continue }
        $result.Ids | Should -Be VolumeNotFound
        $result.Output.Name | Should -Be "$prefix-a"
    }

    It 'knows the server that has it, and Get-Server knows the volume' {
        $server = Get-FixtureImage | Start-EphemeralServer -Name "$prefix-holder" -Volume "${prefix}-a:/tmp/data"
        "$($server.Volumes)" | Should -Be "${prefix}-a:/tmp/data"
        (Get-Server "$prefix-holder").Volumes.Path | Should -Be /tmp/data
        (Get-ServerVolume "$prefix-a").Servers | Should -Be "$prefix-holder"
        $result = Invoke-Apart { Get-FixtureImage | Start-EphemeralServer -Name "$prefix-second" -Volume "${prefix}-a:/tmp/data" -ErrorAction Continue }
        $result.Ids | Should -Be VolumeInUse
        $result.Errors[0].Exception.Message | Should -Match "$prefix-holder"
        (Get-ServerVolume "$prefix-a" | Out-String) | Should -Match "16 MiB.*$prefix-holder"
    }
}
