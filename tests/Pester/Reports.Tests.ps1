BeforeDiscovery {
    $made = 'StateRepo', 'RepoTestResult', 'StateDependency', 'DependencyUpdate', 'ServerImage', 'ServerImageTestResult', 'CacheEntry', 'CacheItem', 'EphemeralServer', 'ServerVolume', 'ServerTestResult', 'CheckResult', 'ServerLogLine', 'HostCheck'
}

# What is handed out goes into reports as it stands.
Describe 'A report' -Skip:(-not [Environment]::IsPrivilegedProcess) {
    BeforeAll {
        . $PSScriptRoot/Common.ps1
        $objects = @{ HostCheck = Initialize-ServerHost | Select-Object -First 1 }
        $repo = Import-StateRepo (Get-FixtureRepo).Path TestDrive:/report
        Set-Content "$($repo.Path)/state.yaml" @'
name: report
init: [/bin/busybox, sh, -c, "echo hello; exec busybox sleep 1000"]
environment: {MODE: test}
writable: [/run]
seccomp: {allow: [perf_event_open]}
checks:
  - exec: {command: [/bin/busybox, echo, two words], contains: words}
'@
        Invoke-Git -C $repo.Path commit -q -a -m Report
        $repo = Get-StateRepo $repo.Path
        $objects.StateRepo = $repo
        $objects.RepoTestResult = $repo | Test-StateRepo
        $objects.StateDependency = $repo | Get-StateDependency | Select-Object -First 1
        $objects.DependencyUpdate = $repo | Update-StateDependency -WhatIf | Select-Object -First 1
        $objects.ServerImage = $repo | Build-ServerImage
        $objects.ServerImageTestResult = $objects.ServerImage | Test-ServerImage
        $null = Add-Result $repo ('a' * 64)
        Invoke-Git init -q --bare "$($repo.Path).git"
        $objects.CacheEntry = $repo | Publish-StateCache -Remote "$($repo.Path).git"
        $objects.CacheItem = $repo | Clear-StateCache -MaximumSizeMiB 0 -All -PassThru | Where-Object Kind -EQ Result
        $started = Get-Date
        $null = $objects.ServerImage | Start-EphemeralServer -Name "$prefix-report" -Wait -Publish 127.0.0.1:28081:80 -EgressTo 192.0.2.0/24 -Volume "$((New-ServerVolume "$prefix-report" -SizeBytes 16MB).Name):/srv"
        $objects.ServerVolume = Get-ServerVolume "$prefix-report"
        $objects.EphemeralServer = Get-Server "$prefix-report"
        $objects.ServerTestResult = $objects.EphemeralServer | Test-Server
        $objects.CheckResult = $objects.ServerTestResult.Checks[0]
        $objects.ServerLogLine = $objects.EphemeralServer | Get-ServerLog | Select-Object -First 1
    }

    AfterAll {
        Stop-Server "$prefix-*" -Force
        Get-ServerVolume "$prefix-*" | Remove-ServerVolume -Force
    }

    It 'in JSON has all of a <_> at a depth of 4, with texts for what is one of several' -ForEach $made {
        $object = $objects[$_]
        $object.GetType().Name | Should -Be $_
        $json = $object | ConvertTo-Json -Depth 4 -WarningVariable warnings -WarningAction SilentlyContinue
        $warnings | Should -BeNullOrEmpty
        $json | Should -Not -Match '"Ticks"|System\.|ContainerState\.[A-Z]|\w+ \{ \w+ = '
        $json | Should -Not -Match '"(State|Kind)": \d'
        # And back: nothing is lost but the types.
        $json | ConvertFrom-Json | ConvertTo-Json -Depth 4 | Should -Be $json
    }

    It 'in CSV has a text of its own in each cell of a <_>' -ForEach $made {
        foreach ($cell in ($objects[$_] | ConvertTo-Csv | ConvertFrom-Csv).psobject.Properties) {
            $cell.Value | Should -Not -Match '^System\.|^ContainerState\.|\w+ \{ \w+ = |`\d\[' -Because $cell.Name
        }
    }

    It 'as a list has no type''s name in a <_>' -ForEach $made {
        $objects[$_] | Format-List * | Out-String -Width 500 | Should -Not -Match ': (System|ContainerState)\.[A-Z]|\w+ \{ \w+ = |\.TextList'
    }

    It 'has durations and sizes as numbers, with their units in the names' {
        $objects.ServerTestResult.DurationSeconds | Should -BeOfType double
        $objects.CheckResult.DurationSeconds | Should -BeLessThan ((Get-Date) - $started).TotalSeconds
        $objects.EphemeralServer.StartDurationSeconds | Should -BeGreaterThan 0
        $objects.EphemeralServer.UptimeSeconds | Should -BeGreaterThan 0
        $objects.EphemeralServer.Usage.MemoryBytes | Should -BeGreaterThan 0
        $objects.ServerImage.SizeBytes | Should -BeGreaterThan 0
        $objects.ServerImage.DurationSeconds | Should -BeOfType double
    }

    It 'in CSV says which checks passed, and what is open' {
        ($objects.ServerTestResult | ConvertTo-Csv | ConvertFrom-Csv).Checks | Should -Match '^exec /bin/busybox echo two words: passed; '
        ($objects.EphemeralServer | ConvertTo-Csv | ConvertFrom-Csv).Network | Should -Be 'publish 127.0.0.1:28081:80; egress 192.0.2.0/24'
    }

    It 'that another session wrote keeps checks and shows the same table' {
        Export-Clixml -LiteralPath "$($repo.Path)/report.xml" -InputObject $objects.ServerTestResult
        $read = Import-Clixml "$($repo.Path)/report.xml"
        $read.DurationSeconds | Should -Be $objects.ServerTestResult.DurationSeconds
        $read.Checks[0].Name | Should -Be $objects.CheckResult.Name
        $read.Server.Definition.Checks[0].Title | Should -Be 'exec /bin/busybox echo two words'
        $read | Out-String | Should -Be ($objects.ServerTestResult | Out-String)
    }

    It 'of every kind can be taken by a typed parameter' {
        foreach ($name in $made) {
            $whole = $objects[$name].GetType().FullName
            ([scriptblock]::Create("param([$whole] `$it) `$it.GetType().Name").Invoke($objects[$name])) | Should -Be $name
            if ($name -ne 'CheckResult') { ([scriptblock]::Create("param([$name] `$it) `$it.GetType().Name").Invoke($objects[$name])) | Should -Be $name }
        }
    }

    It 'of an error can be caught by its short name' {
        $caught = try { Get-Server "$prefix-nowhere" } catch [ServerNotFoundException] { $_.Exception.Name }
        $caught | Should -Be "$prefix-nowhere"
        $caught = try { Get-ServerImage nowhere } catch [ContainerStateException] { $_.Exception.ErrorId }
        $caught | Should -Be ImageNotFound
    }

    It 'of short names ends with the module, and leaves those of others' {
        $said = pwsh -NoProfile -NonInteractive -Command @"
Add-Type 'public class Other { }'
[psobject].Assembly.GetType('System.Management.Automation.TypeAccelerators')::Add('StateRepo', [Other])
Import-Module '$modulePath'
[StateRepo].Name, [EphemeralServer].Name, [ServerNotFoundException].Name
Remove-Module ContainerState
[StateRepo].Name
[bool] ('ServerImage' -as [type])
"@
        $said | Should -Be Other, EphemeralServer, ServerNotFoundException, Other, False
    }
}
